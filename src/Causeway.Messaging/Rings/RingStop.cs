namespace Causeway.Messaging.Rings;

/// <summary>Why a side of a connection does not simply go on. Bits are only ever added, <see cref="Bytes"/> excepted.</summary>
internal static class RingStop
{
    /// <summary>The connection was disposed here.</summary>
    public const int Disposed = 1;

    /// <summary>The peer is gone, or broke the protocol.</summary>
    public const int Ended = 2;

    /// <summary>Nothing is waited for any more.</summary>
    public const int Over = Disposed | Ended;

    /// <summary>The writer has written its end mark.</summary>
    public const int Completed = 4;

    /// <summary>Not a connection of messages: a call for those is refused, until a stream makes them.</summary>
    public const int Bytes = 8;
}
