namespace Causeway;

/// <summary>Why a listener refused a connection that it could have accepted from somebody else, or at another time.</summary>
public enum ConnectionRefusal
{
    /// <summary>The two sides speak different versions of the protocol: update the older program.</summary>
    Version,

    /// <summary>The listener carries messages and a stream of bytes was asked for, or the other way round.</summary>
    Mode,

    /// <summary>The listener gives no rings of the size that was asked for.</summary>
    RingSize,

    /// <summary>The listener is out of descriptors or memory: try again later.</summary>
    Resources,

    /// <summary>The listener is closing: try again when there is one.</summary>
    Closing,
}
