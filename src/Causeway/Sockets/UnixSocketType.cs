using Causeway.Sys;

namespace Causeway;

/// <summary>What a UNIX socket carries (unix(7)).</summary>
public enum UnixSocketType
{
    /// <summary>A connection that carries bytes in order, without boundaries (SOCK_STREAM).</summary>
    Stream = LibC.SOCK_STREAM,

    /// <summary>Messages, each for itself, in order and never lost (SOCK_DGRAM).</summary>
    Datagram = LibC.SOCK_DGRAM,

    /// <summary>A connection that carries messages in order, each as it was sent, with a descriptor and an end like a stream (SOCK_SEQPACKET).</summary>
    SeqPacket = LibC.SOCK_SEQPACKET,
}
