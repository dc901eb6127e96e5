using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Causeway.Tests;

namespace Causeway.Inspection.Tests.Sockets;

/// <summary>Sockets of every sort in one snapshot, each value beside what the program that has them did.</summary>
public sealed class SocketTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly SocketZoo _zoo;
    private readonly InspectionSnapshot _snapshot;

    public SocketTests()
    {
        _zoo = new SocketZoo(_directory.Root);
        _snapshot = Inspector.Take(Options());
    }

    public void Dispose()
    {
        _zoo.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Listener_HasPathQueueAndFile()
    {
        UnixSocketObject listener = Unix("listener");
        Assert.Equal((UnixSocketType.Stream, InspectedSocketState.Listening, Path.Combine(_zoo.Directory, "stream")), (listener.Type, listener.State, listener.Name));
        Assert.Equal((2u, 7u, null), (listener.ReceiveQueue, listener.SendQueue, listener.Peer));
        Assert.Equal(_snapshot.FindProcess(_zoo.ProcessId)!.UserId, listener.UserId);
        Assert.Equal(_snapshot.FindProcess(_zoo.ProcessId)!.Namespaces.Network, listener.Namespace);
        (uint device, ulong inode) = FileOf(listener.Name!);
        Assert.Equal((device, (uint)inode), (listener.FileDevice, listener.FileInode));
        IpcEnd end = Assert.Single(_snapshot.EndsOf(listener));
        Assert.Equal((_zoo.ProcessId, IpcRole.Listener, _zoo.Descriptor("listener")), (end.Process.Id, end.Role, end.Descriptor));
    }

    [Fact]
    public void Connection_HasPeersAndWhatWaitsInIt()
    {
        UnixSocketObject client = Unix("client"), accepted = Unix("accepted");
        Assert.Equal((accepted.Id, client.Id), (client.Peer, accepted.Peer));
        Assert.Equal((InspectedSocketState.Connected, InspectedSocketState.Connected), (client.State, accepted.State));
        Assert.Equal((12u, 0u), (client.ReceiveQueue, accepted.ReceiveQueue));
        Assert.True(accepted.SendQueue >= 12);
        Assert.Equal((null, Path.Combine(_zoo.Directory, "stream")), (client.Name, accepted.Name));
        Assert.Equal(IpcRole.None, Assert.Single(_snapshot.EndsOf(accepted)).Role);
    }

    [Theory]
    [InlineData("waiting")]
    [InlineData("waiting2")]
    public void Connection_NotAccepted_HasTheListenerAsPeer(string word)
    {
        UnixSocketObject waiting = Unix(word);
        Assert.Equal((InspectedSocketState.Connecting, _zoo.Id("listener")), (waiting.State, waiting.Peer));
    }

    [Fact]
    public void AbstractName_OfAnyBytes_IsWrittenUnmistakably()
    {
        string name = $"@a\\x00\\x0a\\x5c\\xffé{_zoo.Name}";
        Assert.Equal((name, UnixSocketType.SeqPacket, InspectedSocketState.Listening, null), (Unix("packets").Name, Unix("packets").Type, Unix("packets").State, Unix("packets").FileDevice));
        UnixSocketObject client = Unix("packet-client"), accepted = Unix("packet-accepted");
        Assert.Equal((accepted.Id, client.Id, name, 6u), (client.Peer, accepted.Peer, accepted.Name, client.ReceiveQueue));
    }

    [Fact]
    public void Datagrams_OnlyTheWriterHasAPeer()
    {
        UnixSocketObject letters = Unix("letters"), writer = Unix("letter-writer");
        Assert.Equal((UnixSocketType.Datagram, InspectedSocketState.Unconnected, 5u, null), (letters.Type, letters.State, letters.ReceiveQueue, letters.Peer));
        Assert.Equal((UnixSocketType.Datagram, InspectedSocketState.Connected, letters.Id), (writer.Type, writer.State, writer.Peer));
        Assert.True(writer.SendQueue >= 15);
    }

    [Fact]
    public void UnnamedPair_HasPeersAndBytes()
    {
        UnixSocketObject one = Unix("pair"), other = Unix("pair-other");
        Assert.Equal((null, other.Id, one.Id, 3u), (one.Name, one.Peer, other.Peer, other.ReceiveQueue));
    }

    [Fact]
    public void PeerThatIsClosed_LeavesNone() => Assert.Equal((InspectedSocketState.Closing, null), (Unix("orphaned").State, Unix("orphaned").Peer));

    [Fact]
    public void Unconnected_IsJustThat() => Assert.Equal((InspectedSocketState.Unconnected, null, null), (Unix("unconnected").State, Unix("unconnected").Name, Unix("unconnected").Peer));

    [Fact]
    public void SocketOfAnotherFamily_IsASocket() => Assert.Equal(typeof(SocketObject), _snapshot.Find(_zoo.Id("udp"))!.GetType());

    [Fact]
    public void PassedSocket_HasTwoHolders()
    {
        int[] expected = [_zoo.ProcessId, _zoo.ChildId];
        Assert.Equal(expected.Order(), _snapshot.EndsOf(Unix("passed")).Select(static end => end.Process.Id));
        Assert.Equal(_zoo.Id("passed"), Unix("passed-other").Peer);
    }

    [Fact]
    public void LastHolderThatIsKilled_LeavesThePeerAlone()
    {
        _zoo.Do("close");
        InspectionSnapshot alive = Inspector.Take(Options());
        Assert.Equal(_zoo.ChildId, Assert.Single(alive.EndsOf(_zoo.Unix(alive, "passed"))).Process.Id);
        Assert.Equal((InspectedSocketState.Connected, _zoo.Id("passed")), (_zoo.Unix(alive, "passed-other").State, _zoo.Unix(alive, "passed-other").Peer));
        _zoo.Do("kill");
        InspectionSnapshot dead = Inspector.Take(Options());
        Assert.Null(dead.Find(_zoo.Id("passed")));
        Assert.Equal((InspectedSocketState.Closing, null), (_zoo.Unix(dead, "passed-other").State, _zoo.Unix(dead, "passed-other").Peer));
    }

    [Theory]
    [InlineData("tcp4")]
    [InlineData("tcp6")]
    [InlineData("both")]
    public void Tcp_OfLoopback_HasPeers(string word)
    {
        if (!_zoo.Words.Contains($"{word}-listener"))
        {
            // There may be no IPv6; 127.0.0.1 there is everywhere.
            Assert.NotEqual("tcp4", word);
            Assert.False(File.Exists("/proc/net/if_inet6") && File.ReadAllText("/proc/net/if_inet6").Contains(" lo", StringComparison.Ordinal), $"{word} was not made, and there is IPv6");
            return;
        }

        TcpSocketObject listener = Tcp($"{word}-listener"), client = Tcp($"{word}-client"), accepted = Tcp($"{word}-accepted"), waiting = Tcp($"{word}-waiting");
        Assert.Equal((InspectedSocketState.Listening, null, null, 1u, 5u), (listener.State, listener.Remote, listener.Peer, listener.ReceiveQueue, listener.SendQueue));
        Assert.Equal(IpcRole.Listener, Assert.Single(_snapshot.EndsOf(listener)).Role);
        Assert.Equal((accepted.Id, client.Id, InspectedSocketState.Connected), (client.Peer, accepted.Peer, client.State));
        Assert.Equal((7u, listener.Local.Port, client.Local.Port), (accepted.ReceiveQueue, client.Remote!.Port, accepted.Remote!.Port));
        Assert.Equal((InspectedSocketState.Connecting, listener.Id), (waiting.State, waiting.Peer));
    }

    [Fact]
    public void Tcp_OfDotnet_IsSeenInItsProcess()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using TcpClient client = new();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        using TcpClient accepted = listener.AcceptTcpClient();
        InspectionSnapshot snapshot = Inspector.Take(new InspectionOptions { ProcessIds = [Environment.ProcessId], Kinds = IpcKinds.Of(IpcKind.Socket) });
        TcpSocketObject one = Assert.IsType<TcpSocketObject>(EndAt(snapshot, client.Client.Handle).Object);
        Assert.Equal((Plain(client.Client.LocalEndPoint), Plain(client.Client.RemoteEndPoint)), (Plain(one.Local), Plain(one.Remote)));
        Assert.Equal(EndAt(snapshot, accepted.Client.Handle).Object.Id, one.Peer);
    }

    [Fact]
    public void Tcp_ThatEnds_HasTheStatesOfSs()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        (Socket left, Socket leaving) = Connect(listener);
        leaving.Dispose();
        (Socket half, Socket halfLeft) = Connect(listener);
        half.Shutdown(SocketShutdown.Send);
        Socket early = new(SocketType.Stream, ProtocolType.Tcp);
        early.Connect(listener.LocalEndpoint);
        early.Shutdown(SocketShutdown.Send);
        using (left)
        using (half)
        using (halfLeft)
        using (early)
        {
            // Until the other end has acknowledged, which it may put off for a moment.
            Socket[] all = [left, half, halfLeft, early];
            InspectionSnapshot snapshot;
            TcpSocketObject[] found;
            do
            {
                snapshot = Inspector.Take(new InspectionOptions { ProcessIds = [Environment.ProcessId], Kinds = IpcKinds.Of(IpcKind.Socket) });
                found = [.. all.Select(one => Assert.IsType<TcpSocketObject>(EndAt(snapshot, one.Handle).Object))];
            }
            while (Array.Exists(found, static one => one.TcpState is TcpState.FinWait1 or TcpState.Established));

            Assert.Equal([TcpState.CloseWait, TcpState.FinWait2, TcpState.CloseWait, TcpState.FinWait2], found.Select(static one => one.TcpState));
            Assert.All(found, static one => Assert.Equal(InspectedSocketState.Closing, one.State));
            TcpSocketObject door = Assert.IsType<TcpSocketObject>(EndAt(snapshot, listener.Server.Handle).Object);
            Assert.Equal([null, found[2].Id, found[1].Id, door.Id], found.Select(static one => one.Peer));

            // State and inode, as ss has them.
            string[] lines = ShellCommand.Run("ss -tanHe").OutputText.Split('\n');
            Dictionary<TcpState, string> words = new() { [TcpState.CloseWait] = "CLOSE-WAIT", [TcpState.FinWait2] = "FIN-WAIT-2" };
            Assert.All(found, one => Assert.StartsWith(words[one.TcpState], Assert.Single(lines, line => line.Contains($" ino:{one.Id.Number} ", StringComparison.Ordinal)), StringComparison.Ordinal));
        }
    }

    private static (Socket Client, Socket Accepted) Connect(TcpListener listener)
    {
        Socket client = new(SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndpoint);
        return (client, listener.AcceptSocket());
    }

    [Fact]
    public void Take_LeavesNoDescriptor()
    {
        InspectionOptions sockets = new() { ProcessIds = [_zoo.ProcessId], Kinds = IpcKinds.Of(IpcKind.Socket) };
        Inspector.Take(sockets);
        int before = OpenDescriptors.Count();
        const int Rounds = 10;
        for (int round = 0; round < Rounds; round++)
            Inspector.Take(sockets);

        // Fewer, where something of an earlier test was closed meanwhile.
        Assert.InRange(OpenDescriptors.Count(), 0, before + Rounds - 1);
    }

    private InspectionOptions Options() => new() { ProcessIds = [_zoo.ProcessId, _zoo.ChildId], Kinds = IpcKinds.Of(IpcKind.Socket) };

    private static IpcEnd EndAt(InspectionSnapshot snapshot, nint descriptor) => Assert.Single(snapshot.Ends, end => end.Descriptor == (int)descriptor);

    private static EndPoint? Plain(EndPoint? one) => one is IPEndPoint { Address.IsIPv4MappedToIPv6: true } six ? new IPEndPoint(six.Address.MapToIPv4(), six.Port) : one;

    private UnixSocketObject Unix(string word) => _zoo.Unix(_snapshot, word);

    private TcpSocketObject Tcp(string word) => _zoo.Tcp(_snapshot, word);

    private static unsafe (uint Device, ulong Inode) FileOf(string path)
    {
        Sys.LibC.statx_t file;
        Assert.Equal(0, Sys.LibC.statx(path, &file));
        return (file.stx_dev_major << 20 | file.stx_dev_minor, file.stx_ino);
    }
}
