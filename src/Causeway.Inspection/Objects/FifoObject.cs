namespace Causeway;

/// <summary>A FIFO (mkfifo(3)) that somebody has open; its <see cref="IpcObject.Name"/> is the path as the first one found has it.</summary>
public sealed record FifoObject : PipeObject
{
    /// <summary>Whether its name has been removed.</summary>
    public bool IsDeleted { get; init; }
}
