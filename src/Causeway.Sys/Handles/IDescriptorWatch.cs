namespace Causeway.Sys;

/// <summary>What a <see cref="SafeFileDescriptor"/> tells to whoever waits for its readiness.</summary>
internal interface IDescriptorWatch
{
    /// <summary>The handle was disposed: every pending wait ends with ObjectDisposedException.</summary>
    void Abort();

    /// <summary>The descriptor is about to be closed and must be forgotten. Runs once, possibly on the finalizer thread.</summary>
    void Remove(int descriptor);
}
