using System.Net.Sockets;
using System.Text;
using Causeway.Sys;

namespace Causeway.Tests.Sockets;

/// <summary>What the kernel does at the edges, seen through the API.</summary>
public sealed class UnixEdgeTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly UnixSocketAddress _address;

    public UnixEdgeTests() => _address = UnixSocketAddress.FromPath(_directory.PathOf("socket"));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Send_StreamWithoutAPeer_IsEnotconn()
    {
        using var socket = UnixSocket.FromDescriptor(SocketCalls.Create(UnixSocketType.Stream));
        Assert.Equal(Errno.ENOTCONN, Assert.Throws<SyscallException>(() => socket.Send("x"u8)).Errno);
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => socket.Receive(new byte[1])).Errno);
        Assert.Null(socket.PeerAddress);
    }

    [Fact]
    public unsafe void PeerAddress_BoundTo108BytesWithoutNul_IsTheWholePath()
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(_address);
        using SafeFileDescriptor raw = SocketCalls.Create(UnixSocketType.Stream);
        string path = _directory.PathOf("x").PadRight(108, 'x');
        byte[] name = [LibC.AF_UNIX, 0, .. Encoding.ASCII.GetBytes(path)];
        fixed (byte* start = name)
            Assert.Equal(0, LibC.bind(raw, start, (uint)name.Length));
        SocketCalls.Connect(raw, _address, Deadline.Infinite, CancellationToken.None);
        using UnixSocket accepted = listener.Accept();
        Assert.Equal(path, accepted.PeerAddress!.Path);
    }

    [Fact]
    public unsafe void SendTo_SenderBoundTo108BytesWithoutNul_IsAnswered()
    {
        using UnixSocket receiver = UnixSocket.BindDatagram(_address);
        using SafeFileDescriptor raw = SocketCalls.Create(UnixSocketType.Datagram);
        byte[] name = [LibC.AF_UNIX, 0, .. Encoding.ASCII.GetBytes(_directory.PathOf("x").PadRight(108, 'x'))];
        fixed (byte* start = name)
            Assert.Equal(0, LibC.bind(raw, start, (uint)name.Length));
        using UnixSocket sender = UnixSocket.FromDescriptor(raw);
        sender.SendTo("question"u8, _address);
        byte[] buffer = new byte[10];
        UnixDatagram question = receiver.ReceiveFrom(buffer);
        receiver.SendTo("answer"u8, question.Sender);
        Assert.Equal("answer"u8, buffer.AsSpan(0, sender.Receive(buffer)));
    }

    [Fact]
    public void Descriptor_PeerShutsDownThenCloses_PollSaysSo()
    {
        foreach (UnixSocketType type in new[] { UnixSocketType.Stream, UnixSocketType.SeqPacket })
        {
            (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(type);
            using (first)
            {
                using (second)
                {
                    second.Shutdown(SocketShutdown.Send);
                    Assert.Equal(0x2001, Poll(first));
                }

                Assert.Equal(0x2011, Poll(first));
            }
        }
    }

    [Fact]
    public async Task AnyCall_SocketDisposed_IsObjectDisposed()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        second.Dispose();
        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => first.Send("x"u8));
        Assert.Throws<ObjectDisposedException>(() => first.Receive(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => first.SendWithHandles("x"u8, []));
        Assert.Throws<ObjectDisposedException>(() => first.ReceiveWithHandles(new byte[1]));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await first.ReceiveWithHandlesAsync(new byte[1]));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await first.SendWithHandlesAsync(new byte[1], []));
    }

    [Fact]
    public void Receive_StraySignalMeanwhile_WaitsOn()
    {
        Interrupter.Install();
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            int thread = 0, count = 0;
            var receiver = new Thread(() =>
            {
                thread = LibC.gettid();
                count = first.Receive(new byte[9]);
            });
            receiver.Start();
            BlockedThread.WaitUntilIn(BlockedThread.Recvfrom, first.Descriptor.Number);
            Assert.Equal(0, LibC.tgkill(Environment.ProcessId, thread, Interrupter.Signal.Number));
            BlockedThread.WaitUntilIn(BlockedThread.Recvfrom, first.Descriptor.Number);
            second.Send("data"u8);
            receiver.Join();
            Assert.Equal(4, count);
        }
    }

    [Fact]
    public void TrySend_RoomForAPart_SaysHowMuch()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            byte[] much = new byte[10_000_000];
            Assert.True(first.TrySend(much, out int sent));
            Assert.InRange(sent, 1, much.Length - 1);
            Assert.True(second.TrySendWithHandles(much, [second.Descriptor], out sent));
            Assert.InRange(sent, 1, much.Length - 1);
        }
    }

    [Fact]
    public void SendWithHandles_Pidfd_IsTheSameProcessThere()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            using SafeFileDescriptor? self = first.OpenPeerProcess();
            first.SendWithHandles("x"u8, [self!]);
            using UnixReceived received = second.ReceiveWithHandles(new byte[1]);
            Assert.Contains($"Pid:\t{Environment.ProcessId}\n", File.ReadAllText($"/proc/self/fdinfo/{received.Handles[0].Number}"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void SendWithCredentials_CReceiver_SeesThisProcess()
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(_address);
        using Peer peer = Peer.StartC("unix_handles", "identify", _address.Path!, "stream");
        using UnixSocket socket = listener.Accept();
        socket.SendWithCredentials("who"u8, UnixCredentials.Current);
        peer.Expect("data who");
        peer.Expect($"cred {Environment.ProcessId} {LibC.geteuid()} {LibC.getegid()}");
        peer.Expect("flags 0");
        peer.ExpectSuccess();
    }

    [Fact]
    public void GetStream_CServer_LinesAndAHundredThousandBytes()
    {
        byte[] sent = new byte[100_000];
        Array.Fill(sent, (byte)'x');
        using Peer peer = Peer.StartC("unix_upper", "stream-server", _address.Path!);
        peer.Expect("ready");
        using UnixSocket socket = UnixSocket.Connect(_address);
        using UnixSocketStream stream = socket.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        stream.Write("one\ntwo\n"u8);
        Assert.Equal(["ONE", "TWO"], [reader.ReadLine()!, reader.ReadLine()!]);
        stream.Write(sent);
        stream.CompleteWrites();
        Assert.Equal(new string('X', sent.Length), reader.ReadToEnd());
        peer.ExpectSuccess();
    }

    [Fact]
    public void Listen_AbstractName_IsShownToToolsWithAnAt()
    {
        string name = $"causeway-{Guid.NewGuid():N}";
        using UnixSocketListener listener = UnixSocketListener.Listen(UnixSocketAddress.FromAbstractName(name));

        // The list comes in pieces, and what comes and goes meanwhile may shift it.
        Assert.True(SpinWait.SpinUntil(() => File.ReadAllText("/proc/net/unix").Contains($"@{name}\n", StringComparison.Ordinal), Watchdog.Limit));
    }

    [Fact]
    public void Send_ClientVanishedBeforeTheAnswer_ServerGoesOn()
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(_address);
        using (Peer peer = Peer.StartC("unix_handles", "die", _address.Path!, "stream"))
        {
            using UnixSocket lost = listener.Accept();
            peer.Expect("sent");
            peer.Process.Kill();
            peer.Process.WaitForExit();
            Assert.Equal(1, lost.Receive(new byte[9]));
            Assert.Equal(Errno.EPIPE, Assert.Throws<SyscallException>(() => lost.Send("answer"u8)).Errno);
            Assert.Equal(Errno.EPIPE, Assert.Throws<SyscallException>(() => lost.SendWithHandles("answer"u8, [lost.Descriptor])).Errno);
        }

        using UnixSocket client = UnixSocket.Connect(_address);
        using UnixSocket accepted = listener.Accept();
        accepted.Send("answer"u8);
        Assert.Equal(6, client.Receive(new byte[9]));
    }

    [Fact]
    public void AnySend_PeerIsGoneAndSigpipeWouldEndTheProcess_IsAnExceptionAlone()
    {
        using Peer peer = Peer.StartDotnet(SendToNobody);
        peer.Expect("alive");
        peer.ExpectSuccess();
    }

    private static unsafe void SendToNobody(string[] arguments)
    {
        // The runtime ignores SIGPIPE: only without that does MSG_NOSIGNAL show.
        LibC.sigaction_t standard = new() { sa_handler = LibC.SIG_DFL };
        Assert.Equal(0, LibC.sigaction(13, &standard, null));
        foreach (UnixSocketType type in new[] { UnixSocketType.Stream, UnixSocketType.SeqPacket })
        {
            (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(type);
            second.Dispose();
            using (first)
            {
                Action[] sends =
                [
                    () => first.Send("x"u8),
                    () => first.TrySend("x"u8, out _),
                    () => first.SendAsync("x"u8.ToArray()).AsTask().GetAwaiter().GetResult(),
                    () => first.SendWithHandles("x"u8, [first.Descriptor]),
                    () => first.TrySendWithHandles("x"u8, [first.Descriptor], out _),
                    () => first.SendWithHandlesAsync("x"u8.ToArray(), [first.Descriptor]).AsTask().GetAwaiter().GetResult(),
                    () => first.SendWithCredentials("x"u8, UnixCredentials.Current),
                ];
                foreach (Action send in sends)
                    Assert.Equal(Errno.EPIPE, Assert.Throws<SyscallException>(send).Errno);
            }
        }

        Console.WriteLine("alive");
    }

    private static unsafe int Poll(UnixSocket socket)
    {
        const short POLLRDHUP = 0x2000;
        LibC.pollfd entry = new() { fd = socket.Descriptor.Number, events = LibC.POLLIN | POLLRDHUP };
        Assert.Equal(1, LibC.poll(&entry, 1, 0));
        return entry.revents;
    }
}
