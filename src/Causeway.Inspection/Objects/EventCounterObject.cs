namespace Causeway;

/// <summary>An eventfd.</summary>
public sealed record EventCounterObject : IpcObject
{
    /// <summary>Its counter.</summary>
    public required ulong Value { get; init; }

    /// <summary>Whether a read takes 1 (EFD_SEMAPHORE); null where the kernel does not tell.</summary>
    public bool? IsSemaphore { get; init; }
}
