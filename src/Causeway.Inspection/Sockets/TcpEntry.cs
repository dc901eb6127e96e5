using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Inspection.Sockets;

/// <summary>What the kernel tells of one TCP socket.</summary>
internal readonly record struct TcpEntry(
    uint Inode, InspectedSocketState State, IPAddress LocalAddress, ushort LocalPort, IPAddress RemoteAddress, ushort RemotePort, uint ReceiveQueue, uint? SendQueue, uint UserId)
{
    private const int AddressBytes4 = 4;
    private const int AddressBytes6 = 16;

    /// <summary>Bound and no more (kernel 6.8); in no header of programs.</summary>
    private const int BoundInactive = 13;

    /// <summary>Whether it is a connection, or becomes or was one.</summary>
    public bool HasRemote => State != InspectedSocketState.Listening && RemotePort != 0;

    /// <summary>Reads the body of a message. Pure; false where it is too short, or of no TCP socket that a program could have.</summary>
    public static unsafe bool TryParse(ReadOnlySpan<byte> body, out TcpEntry entry)
    {
        entry = default;
        if (!MemoryMarshal.TryRead(body, out LibC.inet_diag_msg message))
            return false;
        int bytes = message.idiag_family switch { LibC.AF_INET => AddressBytes4, LibC.AF_INET6 => AddressBytes6, _ => 0 };
        if (bytes == 0)
            return false;
        IPAddress local = new(new ReadOnlySpan<byte>(message.id.idiag_src, bytes));
        IPAddress remote = new(new ReadOnlySpan<byte>(message.id.idiag_dst, bytes));
        entry = new TcpEntry(message.idiag_inode, StateOf(message.idiag_state), local, Port(message.id.idiag_sport), remote, Port(message.id.idiag_dport),
            message.idiag_rqueue, message.idiag_wqueue, message.idiag_uid);
        return true;
    }

    /// <summary>What the number of a state means (TCP_LISTEN…).</summary>
    public static InspectedSocketState StateOf(int state) => state switch
    {
        LibC.TCP_ESTABLISHED => InspectedSocketState.Connected,
        LibC.TCP_LISTEN => InspectedSocketState.Listening,
        LibC.TCP_SYN_SENT or LibC.TCP_SYN_RECV => InspectedSocketState.Connecting,
        LibC.TCP_CLOSE or BoundInactive => InspectedSocketState.Unconnected,
        _ => InspectedSocketState.Closing,
    };

    private static ushort Port(ushort bigEndian) => BinaryPrimitives.ReverseEndianness(bigEndian);
}
