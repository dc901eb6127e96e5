namespace Causeway;

/// <summary>A socket of any family; of UNIX and TCP there is more (<see cref="UnixSocketObject"/>, <see cref="TcpSocketObject"/>).</summary>
public record SocketObject : IpcObject
{
    /// <summary>The socket at the other end, where both are on this machine and the kernel tells.</summary>
    public IpcObjectId? Peer { get; init; }

    /// <summary>Bytes received and not read yet, or connections not accepted yet at a listener; null where it is not told.</summary>
    public uint? ReceiveQueue { get; init; }

    /// <summary>Bytes sent and not received yet, or how many connections may wait at a listener; null where it is not told.</summary>
    public uint? SendQueue { get; init; }
}
