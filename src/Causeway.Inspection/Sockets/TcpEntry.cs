using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Inspection.Sockets;

/// <summary>What the kernel tells of one TCP socket.</summary>
internal readonly record struct TcpEntry(
    uint Inode, TcpState Tcp, IPAddress LocalAddress, ushort LocalPort, IPAddress RemoteAddress, ushort RemotePort, uint ReceiveQueue, uint? SendQueue, uint UserId)
{
    private const int AddressBytes4 = 4;
    private const int AddressBytes6 = 16;

    /// <summary>Half open, as the kernel has it itself; in no header of programs.</summary>
    private const int NewSynReceived = 12;

    /// <summary>Bound and no more (kernel 6.8); in no header of programs.</summary>
    private const int BoundInactive = 13;

    /// <summary>In the words of all sockets.</summary>
    public InspectedSocketState State => Tcp switch
    {
        TcpState.Established => InspectedSocketState.Connected,
        TcpState.Listen => InspectedSocketState.Listening,
        TcpState.SynSent or TcpState.SynReceived => InspectedSocketState.Connecting,
        TcpState.Closed => InspectedSocketState.Unconnected,
        _ => InspectedSocketState.Closing,
    };

    /// <summary>Whether it belongs to a listener that has not accepted it: it is nobody's, though this end was not closed.</summary>
    public bool IsUnaccepted => Inode == 0 && Tcp is (TcpState.Established or TcpState.CloseWait);

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
    public static TcpState StateOf(int state) => state switch
    {
        LibC.TCP_ESTABLISHED => TcpState.Established,
        LibC.TCP_SYN_SENT => TcpState.SynSent,
        LibC.TCP_SYN_RECV or NewSynReceived => TcpState.SynReceived,
        LibC.TCP_FIN_WAIT1 => TcpState.FinWait1,
        LibC.TCP_FIN_WAIT2 => TcpState.FinWait2,
        LibC.TCP_TIME_WAIT => TcpState.TimeWait,
        LibC.TCP_CLOSE or BoundInactive => TcpState.Closed,
        LibC.TCP_CLOSE_WAIT => TcpState.CloseWait,
        LibC.TCP_LAST_ACK => TcpState.LastAck,
        LibC.TCP_LISTEN => TcpState.Listen,
        LibC.TCP_CLOSING => TcpState.Closing,
        _ => TcpState.Unknown,
    };

    private static ushort Port(ushort bigEndian) => BinaryPrimitives.ReverseEndianness(bigEndian);
}
