using System.Diagnostics;
using System.Globalization;
using System.Text;
using Causeway.Inspection.Sockets;
using Causeway.Tests;

namespace Causeway.Inspection.Tests.Sockets;

/// <summary>Each value beside what ss(8) says of the same sockets.</summary>
public sealed class StatisticsTests
{
    [ProgramFact("ss", "-H", "-x", "-l", "src", "/nonexistent")]
    public void Take_UnixSockets_AreAsStatisticsHaveThem()
    {
        using TestDirectory directory = new();
        using SocketZoo zoo = new(directory.Root);
        using UnixSocketListener listener = UnixSocketListener.Listen(UnixSocketAddress.FromPath(directory.PathOf("own")));
        InspectionSnapshot snapshot = Inspector.Take();
        Dictionary<ulong, string[]> statistics = [];
        foreach (string[] words in Statistics("-x", "-a", "-n", "-p", "-e", "-H").Where(static words => words is [_, _, _, _, _, _, _, _, ..]))
        {
            if (ulong.TryParse(words[5], CultureInfo.InvariantCulture, out ulong inode))
                statistics[inode] = words;
        }

        int compared = 0;
        IEnumerable<IpcObject> own = snapshot.Objects.Where(one => one.Name == directory.PathOf("own"));
        foreach (UnixSocketObject one in OfProcesses(snapshot, zoo.ProcessId, zoo.ChildId).Concat(own).OfType<UnixSocketObject>())
        {
            // Names with a line feed break its lines.
            if (one.Name is ['@', ..])
                continue;
            string[] said = statistics[one.Id.Number];
            string[] expected = [one.Type switch { UnixSocketType.Stream => "u_str", UnixSocketType.Datagram => "u_dgr", _ => "u_seq" }, said[1],
                Text(one.ReceiveQueue), Text(one.SendQueue), one.Name ?? "*", Text(one.Id.Number), "*", PeerText(one)];
            Assert.Equal(said[..8], expected);
            Assert.Contains(one.State, StatesOf(said[1], one.Type));
            if (one.FileInode is { } file)
            {
                // It splits the kernel's number of a device as if it were a program's, and so prints dev:0/65024 for 254:0.
                Assert.Contains($"ino:{file}", said);
            }

            foreach (IpcEnd end in snapshot.EndsOf(one))
                Assert.Contains(said, word => word.Contains($"pid={end.Process.Id},fd={end.Descriptor})", StringComparison.Ordinal));
            compared++;
        }

        Assert.True(compared >= 15, $"{compared} were compared");
    }

    [ProgramFact("ss", "-H", "-x", "-l", "src", "/nonexistent")]
    public void Take_TcpSockets_AreAsStatisticsHaveThem()
    {
        using TestDirectory directory = new();
        using SocketZoo zoo = new(directory.Root);
        InspectionSnapshot snapshot = Inspector.Take();
        List<string[]> statistics = Statistics("-t", "-a", "-n", "-e", "-H");
        TcpSocketObject[] found = [.. OfProcesses(snapshot, zoo.ProcessId).OfType<TcpSocketObject>()];
        foreach (TcpSocketObject one in found)
        {
            string[] said = Assert.Single(statistics, words => words.Contains($"ino:{one.Id.Number}"));
            string[] expected = [one.State == InspectedSocketState.Listening ? "LISTEN" : "ESTAB", Text(one.ReceiveQueue), Text(one.SendQueue), Text(one.Local, one),
                one.Remote is { } remote ? Text(remote, one) : said[4]];
            Assert.Equal(said[..5], expected);
        }

        Assert.True(found.Length >= 4);
    }

    [ProgramFact("ss", "-H", "-x", "-l", "src", "/nonexistent")]
    public void Take_TenThousandSockets_AreAllThereWithTheirPeers()
    {
        using TestDirectory directory = new();
        using SocketZoo zoo = new(directory.Root);
        zoo.Do("many 5000");
        InspectionOptions options = new() { ProcessIds = [zoo.ProcessId], Kinds = IpcKinds.Of(IpcKind.Socket) };
        Inspector.Take(options);
        long started = Stopwatch.GetTimestamp();
        InspectionSnapshot snapshot = Inspector.Take(options);
        TimeSpan taken = Stopwatch.GetElapsedTime(started);
        SnapshotBuilder builder = EmptyBuilder.Create();
        started = Stopwatch.GetTimestamp();
        Assert.Equal(DumpState.Done, UnixSockets.Read(builder, 0, out _));
        TimeSpan dumped = Stopwatch.GetElapsedTime(started);
        UnixSocketObject[] sockets = [.. OfProcesses(snapshot, zoo.ProcessId).OfType<UnixSocketObject>()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sockets.Length} UNIX sockets of one process: {taken.TotalMilliseconds:f1} ms, of that the kernel's list {dumped.TotalMilliseconds:f1} ms"));
        Assert.True(sockets.Length > 10_000);
        UnixSocketObject[] pairs = [.. sockets.Where(one => one.Peer is not null && one.Name is null && one.State == InspectedSocketState.Connected && one.Type == UnixSocketType.Stream)];
        Assert.True(pairs.Length > 10_000);
        Assert.All(pairs, one => Assert.Contains(((UnixSocketObject)snapshot.Find(one.Peer!.Value)!).Peer, (IpcObjectId?[])[one.Id, null]));
        HashSet<string> listed = [.. Statistics("-x", "-a", "-n", "-H").Where(static words => words.Length > 5).Select(static words => words[5])];
        Assert.All(pairs, one => Assert.Contains(Text(one.Id.Number), listed));
    }

    private static IEnumerable<IpcObject> OfProcesses(InspectionSnapshot snapshot, params int[] processes) =>
        snapshot.Objects.Where(one => snapshot.EndsOf(one).Any(end => processes.Contains(end.Process.Id)));

    private static InspectedSocketState[] StatesOf(string said, UnixSocketType type) => (said, type) switch
    {
        ("LISTEN", _) => [InspectedSocketState.Listening],
        ("ESTAB", UnixSocketType.Datagram) => [InspectedSocketState.Connected, InspectedSocketState.Unconnected, InspectedSocketState.Closing],
        ("ESTAB", _) => [InspectedSocketState.Connected, InspectedSocketState.Connecting, InspectedSocketState.Closing],
        _ => [InspectedSocketState.Unconnected, InspectedSocketState.Closing],
    };

    /// <summary>It has no peer for those that are not accepted yet.</summary>
    private static string PeerText(UnixSocketObject one) => one.Peer is { } peer && one.State != InspectedSocketState.Connecting ? Text(peer.Number) : "0";

    private static string Text(ulong? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Text(System.Net.IPEndPoint one, TcpSocketObject socket) =>
        one.Address.Equals(System.Net.IPAddress.IPv6Any) && socket.State == InspectedSocketState.Listening ? string.Create(CultureInfo.InvariantCulture, $"*:{one.Port}") : one.ToString();

    private static List<string[]> Statistics(params string[] options)
    {
        using Process ss = Process.Start(new ProcessStartInfo("ss", options) { RedirectStandardOutput = true, UseShellExecute = false, StandardOutputEncoding = Encoding.Latin1 })!;
        string text = ss.StandardOutput.ReadToEnd();
        ss.WaitForExit();
        return [.. text.Split('\n').Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
    }
}
