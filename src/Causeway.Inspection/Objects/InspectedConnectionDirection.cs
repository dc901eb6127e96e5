namespace Causeway;

/// <summary>What goes one way through a connection. Both sides go on while it is looked at: while they are busy it is what there was a moment ago.</summary>
public sealed record InspectedConnectionDirection
{
    /// <summary>How far the receiver has come, in bytes of records, which have a header of 8 each and are filled up to 8.</summary>
    public required long ReceivedBytes { get; init; }

    /// <summary>How far the sender has come; null where the records make no sense.</summary>
    public long? SentBytes { get; init; }

    /// <summary>Payload that waits to be received; null likewise.</summary>
    public long? WaitingBytes { get; init; }

    /// <summary>Messages, or writes to a stream, that wait to be received; null likewise.</summary>
    public long? WaitingMessages { get; init; }

    /// <summary>Whether there is more than was counted: of very large rings only the beginning is.</summary>
    public bool IsAtLeast { get; init; }

    /// <summary>Whether the sender has said that it sends no more.</summary>
    public bool IsCompleted { get; init; }

    /// <summary>Whether the receiver sleeps until something comes.</summary>
    public bool IsReceiverAsleep { get; init; }

    /// <summary>Whether the sender sleeps until there is room.</summary>
    public bool IsSenderAsleep { get; init; }
}
