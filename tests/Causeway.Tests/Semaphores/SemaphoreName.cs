namespace Causeway.Tests.Semaphores;

/// <summary>A name for one test's semaphore, which is gone at its end.</summary>
internal sealed class SemaphoreName : IDisposable
{
    public string Name { get; } = KernelName.Next();

    /// <summary>Where this machine's C library keeps it.</summary>
    public string Path => Sys.LibC.SemaphoreDirectory + Sys.LibC.SemaphoreFilePrefix + Name[1..];

    public static implicit operator string(SemaphoreName name) => name.Name;

    public void Dispose() => PosixSemaphore.TryDelete(Name);
}
