namespace Causeway;

/// <summary>A System V message queue. Who sent and received last are ends of the form <see cref="IpcEndForm.Mention"/>, if they live.</summary>
public sealed record SysVQueueObject : SysVObject
{
    /// <summary>Messages in it.</summary>
    public required long Messages { get; init; }

    /// <summary>The bytes of those messages.</summary>
    public required long Bytes { get; init; }

    /// <summary>How many bytes it holds before senders wait.</summary>
    public required long CapacityBytes { get; init; }

    /// <summary>Who sent last; 0 for nobody. Another process may have the pid by now.</summary>
    public int LastSenderProcessId { get; init; }

    /// <summary>Who received last; 0 for nobody.</summary>
    public int LastReceiverProcessId { get; init; }

    /// <summary>When, to the second; null for never.</summary>
    public DateTimeOffset? LastSend { get; init; }

    /// <summary>When, to the second; null for never.</summary>
    public DateTimeOffset? LastReceive { get; init; }
}
