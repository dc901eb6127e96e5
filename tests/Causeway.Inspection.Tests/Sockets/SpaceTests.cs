using System.Globalization;
using Causeway.Inspection.Sockets;
using Causeway.Tests;

namespace Causeway.Inspection.Tests.Sockets;

/// <summary>Other network namespaces, and what there is without netlink.</summary>
public sealed class SpaceTests
{
    /// <summary>More than pids go to.</summary>
    private const int NoProcess = 4194999;

    private static readonly InspectionOptions s_sockets = new() { Kinds = IpcKinds.Of(IpcKind.Socket), Details = InspectionDetails.None };

    [RootFact]
    public void Take_SocketsOfAnotherNetworkNamespace_AreSeenWithTheirs()
    {
        using TestDirectory directory = new();
        using SocketZoo zoo = new(directory.Root, "unshare", "-n", "--", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh");
        InspectionSnapshot snapshot = Inspector.Take(s_sockets);
        uint space = snapshot.FindProcess(zoo.ProcessId)!.Namespaces.Network;
        Assert.NotEqual(snapshot.FindProcess(Environment.ProcessId)!.Namespaces.Network, space);
        UnixSocketObject client = zoo.Unix(snapshot, "packet-client"), accepted = zoo.Unix(snapshot, "packet-accepted");
        Assert.Equal((space, accepted.Id, 6u), (client.Namespace, client.Peer, client.ReceiveQueue));
        Assert.Equal(client.Id, accepted.Peer);
        Assert.Equal((space, zoo.Id("tcp4-accepted")), (zoo.Tcp(snapshot, "tcp4-client").Namespace, zoo.Tcp(snapshot, "tcp4-client").Peer));
        Assert.DoesNotContain(snapshot.BlindSpots, static spot => spot.Kind is BlindSpotKind.NetworkNamespaces or BlindSpotKind.Source);

        // A series too, also where a process is not read anew.
        InspectionSeries series = new(s_sockets);
        for (int look = 0; look < 2; look++)
            Assert.Equal(client, zoo.Unix(series.Take(), "packet-client"));

        // The threads that went there are gone: this process is where it was.
        OwnThreads.AwaitNoneIn("net", space);
    }

    [RootFact]
    public void Visit_ProcessesThatHaveEndedOrAreElsewhere_GoesByTheNext()
    {
        using Peer peer = Peer.Start(new ChildProcessOptions("unshare", ["-n", "--", "sh", "-c", "echo ready; read line; true"]));
        peer.Expect("ready");
        Assert.True(ByteFields.TryBracketed(System.Text.Encoding.ASCII.GetBytes(new FileInfo($"/proc/{peer.Process.Id}/ns/net").LinkTarget!), out ulong space));
        string? seen = null;
        void Look() => seen = new FileInfo("/proc/thread-self/ns/net").LinkTarget;
        int[] misleading = [NoProcess, Environment.ProcessId];
        Assert.Equal(NamespaceEntry.Gone, NamespaceVisit.TryRun((uint)space, misleading, "net", Sys.LibC.CLONE_NEWNET, Look));
        Assert.Null(seen);
        Assert.Equal(NamespaceEntry.Entered, NamespaceVisit.TryRun((uint)space, [.. misleading, peer.Process.Id], "net", Sys.LibC.CLONE_NEWNET, Look));
        Assert.Equal($"net:[{space}]", seen);
        NetworkSpace tables = new(EmptyBuilder.Create(), new TcpSockets(EmptyBuilder.Create(), []), (uint)space);
        Assert.False(tables.TryReadTables(misleading));
        Assert.True(tables.TryReadTables([.. misleading, peer.Process.Id]));
        peer.CloseInput();
        peer.ExpectSuccess();
    }

    [RootFact]
    public void Take_ConnectionBetweenTwoNetworkNamespaces_HasPeers()
    {
        using Peer peer = Peer.StartC("network_spaces");
        ulong[] said = [.. peer.ReadLine()!.Split(' ').Select(static word => ulong.Parse(word, CultureInfo.InvariantCulture))];
        InspectionSnapshot snapshot = Inspector.Take(s_sockets);
        TcpSocketObject[] ends = [.. said.Select(inode => Assert.IsType<TcpSocketObject>(snapshot.Find(new IpcObjectId(IpcKind.Socket, 0, inode))))];
        (TcpSocketObject listener, TcpSocketObject accepted, TcpSocketObject client, TcpSocketObject waiting) = (ends[0], ends[1], ends[2], ends[3]);
        Assert.Equal((client.Id, accepted.Id), (accepted.Peer, client.Peer));
        Assert.Equal((InspectedSocketState.Connecting, listener.Id), (waiting.State, waiting.Peer));
        Assert.Equal((listener.Namespace, client.Namespace), (accepted.Namespace, waiting.Namespace));
        Assert.NotEqual(accepted.Namespace, client.Namespace);
        Assert.Equal(["10.99.0.1", "10.99.0.2"], [accepted.Local.Address.ToString(), client.Local.Address.ToString()]);
        peer.CloseInput();
        peer.ExpectSuccess();
    }

    [RootFact]
    public void Take_AnotherUsersSockets_AreToldToNobodyButNotTheirHolders() => OtherUser.ExpectSuccess(LookAsNobody, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    internal static void LookAsNobody(string[] arguments)
    {
        uint nobody = InspectAll().FindProcess(Environment.ProcessId)!.UserId;
        InspectionSnapshot snapshot = InspectAll();

        // What the runtime of the test, which is root's, listens at.
        UnixSocketObject[] sockets = [.. snapshot.Objects.OfType<UnixSocketObject>().Where(one => one.Name?.Contains($"dotnet-diagnostic-{arguments[0]}-", StringComparison.Ordinal) == true)];
        UnixSocketObject listener = Assert.Single(sockets, static one => one.State == InspectedSocketState.Listening);
        Assert.Equal(0u, listener.UserId);
        Assert.NotEqual(nobody, listener.UserId);
        Assert.Empty(snapshot.EndsOf(listener));
        Assert.Contains(snapshot.BlindSpots, static spot => spot.Kind == BlindSpotKind.Processes);
    }

    [RootFact]
    public void Take_AsNobodyWithASpaceOfItsOwn_ReadsItsTables()
    {
        // Where nobody may write too.
        string directory = Path.Combine("/dev/shm", $"causeway-test-{Guid.NewGuid():N}");
        Directory.CreateDirectory(directory);
        try
        {
            File.SetUnixFileMode(directory, (UnixFileMode)0b111_111_111);
            using SocketZoo zoo = new(directory, "unshare", "-n", "--", "setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups");
            OtherUser.ExpectSuccess(LookIntoAnotherSpace, zoo.ProcessId.ToString(CultureInfo.InvariantCulture), zoo.Id("listener").Number.ToString(CultureInfo.InvariantCulture));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    internal static void LookIntoAnotherSpace(string[] arguments)
    {
        InspectionSnapshot snapshot = InspectAll();
        BlindSpot spot = Assert.Single(snapshot.BlindSpots, static one => one.Kind == BlindSpotKind.NetworkNamespaces);
        Assert.True(spot.Count >= 1);
        UnixSocketObject listener = Assert.IsType<UnixSocketObject>(snapshot.Find(new IpcObjectId(IpcKind.Socket, 0, ulong.Parse(arguments[1], CultureInfo.InvariantCulture))));
        Assert.Equal((InspectedSocketState.Listening, null, null, null), (listener.State, listener.Peer, listener.ReceiveQueue, listener.UserId));
        Assert.EndsWith("/stream", listener.Name, StringComparison.Ordinal);
        InspectedProcess zoo = snapshot.FindProcess(int.Parse(arguments[0], CultureInfo.InvariantCulture))!;
        Assert.Equal((zoo, zoo.Namespaces.Network, IpcRole.Listener), (Assert.Single(snapshot.EndsOf(listener)).Process, listener.Namespace, Assert.Single(snapshot.EndsOf(listener)).Role));
    }

    [Fact]
    public void Take_WithoutNetlink_ReadsTheTablesAndSaysWhatTheyLack()
    {
        using TestDirectory directory = new();
        using SocketZoo zoo = new(directory.Root);
        ChildProcessOptions dotnet = Peer.DotnetOptions(LookWithoutNetlink, zoo.Id("listener").Number.ToString(CultureInfo.InvariantCulture), zoo.Id("tcp4-client").Number.ToString(CultureInfo.InvariantCulture));
        using Peer peer = Peer.Start(new ChildProcessOptions(CCompiler.Compile("without_netlink"), [dotnet.Program, .. dotnet.Arguments]));
        peer.ExpectSuccess();
    }

    internal static void LookWithoutNetlink(string[] arguments)
    {
        InspectionSnapshot snapshot = InspectAll();
        IpcObject?[] found = [.. arguments.Select(one => snapshot.Find(new IpcObjectId(IpcKind.Socket, 0, ulong.Parse(one, CultureInfo.InvariantCulture))))];
        UnixSocketObject listener = Assert.IsType<UnixSocketObject>(found[0]);
        Assert.Equal((InspectedSocketState.Listening, null, null), (listener.State, listener.ReceiveQueue, listener.UserId));
        Assert.NotNull(Assert.IsType<TcpSocketObject>(found[1]).Peer);
        BlindSpot spot = Assert.Single(snapshot.BlindSpots, static one => one.Kind == BlindSpotKind.Source);
        Assert.Contains("EAFNOSUPPORT", spot.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_TellTheSameButForWhatTheyLack()
    {
        using TestDirectory directory = new();
        using SocketZoo zoo = new(directory.Root);
        InspectionSnapshot full = Inspector.Take(s_sockets);
        uint space = full.FindProcess(zoo.ProcessId)!.Namespaces.Network;
        SnapshotBuilder builder = EmptyBuilder.Create();
        HashSet<IpcObjectId> open = [.. zoo.Words.Select(zoo.Id)];
        TcpSockets connections = new(builder, open);
        Assert.True(new NetworkSpace(builder, connections, space).TryReadTables([zoo.ProcessId]));
        connections.Set();
        foreach (string word in zoo.Words.Where(static one => one != "udp"))
        {
            IpcObject expected = full.Find(zoo.Id(word))!;
            if (expected is UnixSocketObject one)
                AssertPoorer(one, Assert.IsType<UnixSocketObject>(builder.Find(one.Id)));
            else
                AssertSame(Assert.IsType<TcpSocketObject>(expected), Assert.IsType<TcpSocketObject>(builder.Find(expected.Id)));
        }
    }

    private static void AssertPoorer(UnixSocketObject expected, UnixSocketObject one)
    {
        Assert.Equal((expected.Type, expected.Namespace, null, null, null, null, null), (one.Type, one.Namespace, one.Peer, one.ReceiveQueue, one.SendQueue, one.UserId, one.FileInode));
        Assert.Equal(expected.State == InspectedSocketState.Listening, one.State == InspectedSocketState.Listening);

        // A name that holds a line feed is cut there, and its NUL is an at sign.
        Assert.Equal(expected.Name is ['@', ..] ? "@a@" : expected.Name, one.Name);
    }

    /// <summary>Only how many may wait at a listener is not in them.</summary>
    private static void AssertSame(TcpSocketObject expected, TcpSocketObject one) =>
        Assert.Equal(expected with { SendQueue = expected.State == InspectedSocketState.Listening ? null : expected.SendQueue }, one);

    private static InspectionSnapshot InspectAll() => Inspector.Take(s_sockets);
}
