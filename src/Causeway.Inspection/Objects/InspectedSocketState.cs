namespace Causeway;

/// <summary>What a socket does.</summary>
public enum InspectedSocketState : byte
{
    /// <summary>Neither listens nor is connected.</summary>
    Unconnected,

    /// <summary>Accepts connections.</summary>
    Listening,

    /// <summary>Is about to be connected, or waits at a listener to be accepted: it may send meanwhile.</summary>
    Connecting,

    /// <summary>Has a peer.</summary>
    Connected,

    /// <summary>Its peer is gone, or one of them shut it down.</summary>
    Closing,
}
