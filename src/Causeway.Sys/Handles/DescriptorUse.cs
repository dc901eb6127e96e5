namespace Causeway.Sys;

/// <summary>Keeps a descriptor open while threads call the kernel with it, for a nanosecond or two where a <see cref="HandleHold"/> costs twelve.</summary>
/// <remarks>
/// For descriptors that live long: closing one takes a barrier in every thread of the process. It holds the handle from the
/// beginning; <see cref="SafeFileDescriptor"/> ends it.
/// </remarks>
internal sealed class DescriptorUse : ThreadUsed
{
    private readonly SafeFileDescriptor _descriptor;

    /// <summary>From here on the descriptor is closed when its handle is disposed and no thread is inside a call.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    public DescriptorUse(SafeFileDescriptor descriptor)
    {
        bool held = false;
        descriptor.DangerousAddRef(ref held);
        _descriptor = descriptor;
        Number = descriptor.Number;
        descriptor.Use = this;
    }

    /// <summary>The descriptor's number, valid between <see cref="ThreadUsed.Enter"/> and <see cref="ThreadUsed.Leave"/>.</summary>
    public int Number { get; }

    /// <summary>When the handle is finalised: no thread can be inside a call, or it would not be.</summary>
    public void Abandon() => Release();

    /// <inheritdoc/>
    protected override void Release() => _descriptor.DangerousRelease();

    /// <inheritdoc/>
    protected override ObjectDisposedException Refusal() => new(nameof(SafeFileDescriptor));
}
