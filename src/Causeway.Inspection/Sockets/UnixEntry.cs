using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Inspection.Sockets;

/// <summary>What the kernel tells of one UNIX socket.</summary>
internal readonly record struct UnixEntry
{
    /// <summary>Of the kernel's sk_shutdown: neither receives nor sends any more.</summary>
    private const int WhollyShut = 3;

    public uint Inode { get; init; }

    public UnixSocketType Type { get; init; }

    public InspectedSocketState State { get; init; }

    /// <summary>As <see cref="SocketText.Name"/> has it.</summary>
    public string? Name { get; init; }

    /// <summary>The peer's inode; 0 for one that is closed, or not accepted yet; null for none.</summary>
    public uint? Peer { get; init; }

    /// <summary>The inodes of those that wait to be accepted.</summary>
    public uint[]? Waiting { get; init; }

    public uint? ReceiveQueue { get; init; }

    public uint? SendQueue { get; init; }

    public uint? UserId { get; init; }

    public LibC.unix_diag_vfs? File { get; init; }

    /// <summary>Reads the body of a message. Pure; false where it is too short, or of no UNIX socket that a process could have.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out UnixEntry entry)
    {
        entry = default;
        if (!MemoryMarshal.TryRead(body, out LibC.unix_diag_msg head) || head.udiag_family != LibC.AF_UNIX || head.udiag_ino == 0)
            return false;
        entry = new UnixEntry { Inode = head.udiag_ino, Type = (UnixSocketType)head.udiag_type };
        int shut = 0;
        NetlinkAttributes attributes = new(body[NetlinkMessages.Aligned(Unsafe.SizeOf<LibC.unix_diag_msg>())..]);
        while (attributes.TryNext(out int type, out ReadOnlySpan<byte> value))
        {
            if (type == LibC.UNIX_DIAG_SHUTDOWN && value.Length > 0)
                shut = value[0];
            else
                entry = entry.With(type, value);
        }

        entry = entry with { State = entry.StateOf(head.udiag_state, shut) };
        return true;
    }

    private UnixEntry With(int type, ReadOnlySpan<byte> value) => type switch
    {
        LibC.UNIX_DIAG_NAME => this with { Name = SocketText.Name(value) },
        LibC.UNIX_DIAG_PEER when MemoryMarshal.TryRead(value, out uint peer) => this with { Peer = peer },
        LibC.UNIX_DIAG_ICONS => this with { Waiting = MemoryMarshal.Cast<byte, uint>(value).ToArray() },
        LibC.UNIX_DIAG_RQLEN when MemoryMarshal.TryRead(value, out LibC.unix_diag_rqlen queues) => this with { ReceiveQueue = queues.udiag_rqueue, SendQueue = queues.udiag_wqueue },
        LibC.UNIX_DIAG_UID when MemoryMarshal.TryRead(value, out uint user) => this with { UserId = user },
        LibC.UNIX_DIAG_VFS when MemoryMarshal.TryRead(value, out LibC.unix_diag_vfs file) => this with { File = file },
        _ => this,
    };

    /// <summary>
    /// The kernel's own word is that a connection stays established when its peer closes, and that a datagram socket is once
    /// somebody connected to it. Here a connection is closing then, and a datagram socket is connected where it has a peer.
    /// </summary>
    private InspectedSocketState StateOf(int state, int shut) => state switch
    {
        LibC.TCP_LISTEN => InspectedSocketState.Listening,
        _ when shut == WhollyShut => InspectedSocketState.Closing,
        _ when Type == UnixSocketType.Datagram => Peer is null ? InspectedSocketState.Unconnected : Peer == 0 ? InspectedSocketState.Closing : InspectedSocketState.Connected,
        LibC.TCP_ESTABLISHED => InspectedSocketState.Connected,
        LibC.TCP_SYN_SENT => InspectedSocketState.Connecting,
        _ => InspectedSocketState.Unconnected,
    };
}
