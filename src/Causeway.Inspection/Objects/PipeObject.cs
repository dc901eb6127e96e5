namespace Causeway;

/// <summary>An anonymous pipe, or a FIFO in a file system (<see cref="FifoObject"/>).</summary>
public record PipeObject : IpcObject
{
    /// <summary>How many bytes it holds at the most (F_GETPIPE_SZ); null where that was not read.</summary>
    public int? CapacityBytes { get; init; }

    /// <summary>How many bytes are in it (FIONREAD); null where that was not read.</summary>
    public int? WaitingBytes { get; init; }
}
