namespace Causeway;

/// <summary>What has become of a <see cref="SharedConnection"/>.</summary>
public enum SharedConnectionState
{
    /// <summary>Both sides have it.</summary>
    Open,

    /// <summary>The peer closed it in good order. What it had sent can still be received.</summary>
    PeerClosed,

    /// <summary>The peer died, or aborted it. What it had committed can still be received.</summary>
    PeerDied,

    /// <summary>The peer broke the protocol: <see cref="ProtocolViolationException"/>.</summary>
    Failed,

    /// <summary>It was disposed or aborted here.</summary>
    Disposed,
}
