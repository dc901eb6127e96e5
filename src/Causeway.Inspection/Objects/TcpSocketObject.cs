using System.Net;
using System.Net.NetworkInformation;

namespace Causeway;

/// <summary>A TCP socket; <see cref="SocketObject.Peer"/> is set where both ends are on this machine.</summary>
public sealed record TcpSocketObject : SocketObject
{
    /// <summary>This end.</summary>
    public required IPEndPoint Local { get; init; }

    /// <summary>The other end; null for a listener.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>What it does.</summary>
    public required InspectedSocketState State { get; init; }

    /// <summary>The same as the kernel and netstat(8) have it; a connection that waits to be accepted is established.</summary>
    public TcpState TcpState { get; init; }
}
