using System.Net;

namespace Causeway.Inspection.Sockets;

/// <summary>Both ends of a connection, as one of them has it. IPv4 is the same whether a socket of IPv6 has it or not.</summary>
internal readonly record struct TcpPair(IPAddress Local, ushort LocalPort, IPAddress Remote, ushort RemotePort)
{
    public static TcpPair Of(in TcpEntry entry) => new(Plain(entry.LocalAddress), entry.LocalPort, Plain(entry.RemoteAddress), entry.RemotePort);

    /// <summary>As the other one has it.</summary>
    public TcpPair Swapped => new(Remote, RemotePort, Local, LocalPort);

    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
