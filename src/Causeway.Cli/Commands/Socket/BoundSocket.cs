using System.Globalization;

namespace Causeway.Cli.Commands.Socket;

/// <summary>A line of /proc/net/unix (proc(5)).</summary>
internal sealed record BoundSocket(long Inode, int Type, bool IsListening, bool IsConnected)
{
    /// <summary>__SO_ACCEPTCON of the flags.</summary>
    private const int AcceptsConnections = 0x10000;

    /// <summary>SS_CONNECTED of the states.</summary>
    private const int Connected = 3;

    public string TypeName => (UnixSocketType)Type switch
    {
        UnixSocketType.Stream => "stream",
        UnixSocketType.Datagram => "datagram",
        _ => "seqpacket",
    };

    /// <summary>Those that are bound to the address, as it was written when they were bound.</summary>
    public static BoundSocket[] At(string address) =>
        [.. File.ReadLines("/proc/net/unix").Skip(1).Select(line => line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length == 8 && fields[7] == address)
            .Select(fields => new BoundSocket(
                long.Parse(fields[6], CultureInfo.InvariantCulture),
                int.Parse(fields[4], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                (int.Parse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture) & AcceptsConnections) != 0,
                int.Parse(fields[5], NumberStyles.HexNumber, CultureInfo.InvariantCulture) == Connected))];
}
