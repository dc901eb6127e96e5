namespace Causeway;

/// <summary>
/// A UNIX socket. Its <see cref="IpcObject.Name"/> is the path as it was bound, or an at sign and the abstract address, of
/// which unprintable bytes and the backslash stand as <c>\x0a</c>; a connection that was accepted has its listener's; null where
/// there is none.
/// </summary>
/// <remarks>
/// A connection that is not accepted yet has the listener as its peer. Of a datagram socket
/// <see cref="SocketObject.ReceiveQueue"/> is the length of the first message, and <see cref="SocketObject.SendQueue"/> is always
/// the memory that unread messages take, which is more than their bytes.
/// </remarks>
public sealed record UnixSocketObject : SocketObject
{
    /// <summary>Stream, datagram or seqpacket.</summary>
    public required UnixSocketType Type { get; init; }

    /// <summary>What it does.</summary>
    public required InspectedSocketState State { get; init; }

    /// <summary>The device of the file that it is bound to, as <see cref="IpcObjectId.Space"/> has it, even if that was removed; null for none.</summary>
    public uint? FileDevice { get; init; }

    /// <summary>The low 32 bits of that file's inode, which is all that the kernel tells; null for none.</summary>
    public uint? FileInode { get; init; }
}
