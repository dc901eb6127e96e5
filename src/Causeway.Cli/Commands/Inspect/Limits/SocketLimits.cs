namespace Causeway.Cli.Commands.Inspect.Limits;

/// <summary>Of sockets in this network namespace.</summary>
internal static class SocketLimits
{
    public static IEnumerable<IpcLimit> Read() =>
    [
        .. IpcLimits.Setting("net.unix.max_dgram_qlen", "datagrams waiting at a UNIX socket", "datagrams"),
        .. IpcLimits.Setting("net.core.somaxconn", "connections waiting at a listener", "connections"),
        .. IpcLimits.Setting("net.core.rmem_max", "what waits to be received (SO_RCVBUF)", "bytes"),
        .. IpcLimits.Setting("net.core.wmem_max", "what waits to be sent (SO_SNDBUF)", "bytes"),
    ];
}
