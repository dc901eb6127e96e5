using System.Text;

namespace Causeway.Inspection.Sockets;

/// <summary>
/// The tables of a network namespace in /proc/PID/net: for everybody who sees the process, and poorer. Of UNIX sockets they tell no peer,
/// no queue and no owner, and print an abstract name as it is, with each NUL as an at sign: one that holds a line feed can look
/// like another socket's line.
/// </summary>
internal static class SocketTables
{
    /// <summary>Reads the table of UNIX sockets.</summary>
    /// <param name="builder">Where they go.</param>
    /// <param name="space">The namespace.</param>
    /// <param name="folder">/proc/PID, open.</param>
    public static void ReadUnix(SnapshotBuilder builder, uint space, int folder)
    {
        using ProcText text = new();
        List<UnixEntry> found = [];
        ReadOnlySpan<byte> rest = Table(text, folder, "unix");
        while (ByteFields.TryLine(ref rest, out ReadOnlySpan<byte> line))
        {
            if (UnixLine.TryParse(line, out UnixEntry entry))
                found.Add(entry);
        }

        UnixSockets.Add(builder, space, found);
    }

    public static List<TcpEntry> Tcp(int folder)
    {
        using ProcText text = new();
        List<TcpEntry> found = [];
        foreach (string name in (ReadOnlySpan<string>)["tcp", "tcp6"])
        {
            ReadOnlySpan<byte> rest = Table(text, folder, name);
            while (ByteFields.TryLine(ref rest, out ReadOnlySpan<byte> line))
            {
                if (TcpLine.TryParse(line, out TcpEntry entry))
                    found.Add(entry);
            }
        }

        return found;
    }

    private static ReadOnlySpan<byte> Table(ProcText text, int folder, string name) => text.Read(folder, Encoding.ASCII.GetBytes($"net/{name}\0"), out _);
}
