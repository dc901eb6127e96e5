using System.Net;
using System.Net.NetworkInformation;

namespace Causeway;

/// <summary>A TCP socket; <see cref="SocketObject.Peer"/> is set where both ends are on this machine.</summary>
public sealed record TcpSocketObject : SocketObject
{
    // As a number: to ask whether an object is of this type would bring in the library that the state is from.
    private readonly int _tcpState;

    /// <summary>This end.</summary>
    public required IPEndPoint Local { get; init; }

    /// <summary>The other end; null for a listener.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>What it does.</summary>
    public required InspectedSocketState State { get; init; }

    /// <summary>The same as the kernel and netstat(8) have it; a connection that waits to be accepted is established.</summary>
    public TcpState TcpState
    {
        get => (TcpState)_tcpState;
        init => _tcpState = (int)value;
    }
}
