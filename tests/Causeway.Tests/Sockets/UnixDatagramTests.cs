using System.Globalization;
using System.Net.Sockets;
using Causeway.Tests.Named;
using Causeway.Waiting;

namespace Causeway.Tests.Sockets;

public sealed class UnixDatagramTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly UnixSocketAddress _address;

    public UnixDatagramTests() => _address = UnixSocketAddress.FromPath(_directory.PathOf("socket"));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Datagram_CServer_AnswersToOurAddress()
    {
        using Peer peer = Peer.StartC("unix_upper", "datagram-server", _address.Path!);
        peer.Expect("ready");
        using UnixSocket socket = UnixSocket.BindDatagram(UnixSocketAddress.FromPath(_directory.PathOf("own")));
        foreach (string word in new[] { "hello", "world" })
        {
            await socket.SendToAsync(System.Text.Encoding.UTF8.GetBytes(word), _address);
            byte[] buffer = new byte[100];
            UnixDatagram answer = await socket.ReceiveFromAsync(buffer);
            Assert.Equal(_address, answer.Sender);
            Assert.Equal(word.ToUpperInvariant(), System.Text.Encoding.UTF8.GetString(buffer, 0, answer.Count));
        }

        socket.SendTo([], _address);
        peer.ExpectSuccess();
    }

    [Fact]
    public void Datagram_CClient_IsAnsweredAtItsAddress()
    {
        using UnixSocket socket = UnixSocket.BindDatagram(_address);
        string own = _directory.PathOf("client");
        using Peer peer = Peer.StartC("unix_upper", "datagram-client", _address.Path!, own, "question");
        byte[] buffer = new byte[100];
        UnixDatagram question = socket.ReceiveFrom(buffer);
        Assert.Equal(own, question.Sender.Path);
        Assert.Equal("question"u8.ToArray(), buffer[..question.Count]);
        socket.SendTo("answer"u8, question.Sender);
        peer.Expect("answer");
        peer.ExpectSuccess();
    }

    [Fact]
    public async Task Receive_BufferTooSmall_TruncationIsReported()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.Datagram);
        using (first)
        using (second)
        {
            first.Send("abcdef"u8);
            UnixDatagram part = await second.ReceiveFromAsync(new byte[4]);
            Assert.Equal((4, 6, true), (part.Count, part.MessageBytes, part.IsTruncated));
            Assert.True(part.Sender.IsUnnamed);

            first.Send("abcdef"u8);
            first.Send("next"u8);
            Assert.Equal(Errno.EMSGSIZE, Assert.Throws<SyscallException>(() => second.Receive(new byte[4])).Errno);
            Assert.Equal(4, second.Receive(new byte[4]));
        }
    }

    [Fact]
    public void Send_EmptyDatagram_ArrivesAsEmpty()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.Datagram);
        using (first)
        using (second)
        {
            first.Send([]);
            first.Send("x"u8);
            Assert.Equal(0, second.Receive(new byte[4]));
            Assert.Equal(1, second.Receive(new byte[4]));
        }
    }

    [Fact]
    public void Send_Refused_SaysWhy()
    {
        using UnixSocket socket = UnixSocket.CreateDatagram();
        Assert.Equal(Errno.ENOTCONN, Assert.Throws<SyscallException>(() => socket.Send("x"u8)).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => socket.SendTo("x"u8, _address)).Errno);
        using UnixSocket receiver = UnixSocket.BindDatagram(_address);
        Assert.Equal(Errno.EMSGSIZE, Assert.Throws<SyscallException>(() => socket.SendTo(new byte[1 << 20], _address)).Errno);

        using UnixSocket peer = UnixSocket.BindDatagram(UnixSocketAddress.Unnamed);
        Assert.True(peer.LocalAddress.IsAbstract);
        receiver.SetPeer(peer.LocalAddress);
        Assert.Equal(Errno.EPERM, Assert.Throws<SyscallException>(() => socket.SendTo("x"u8, _address)).Errno);

        File.Move(_address.Path!, _directory.PathOf("left"));
        receiver.Dispose();
        UnixSocketAddress dead = UnixSocketAddress.FromPath(_directory.PathOf("left"));
        Assert.Equal(Errno.ECONNREFUSED, Assert.Throws<SyscallException>(() => socket.SendTo("x"u8, dead)).Errno);
        Assert.True(UnixSocket.TryDeleteStale(dead.Path!));
    }

    [Fact]
    public void Send_OneMoreThanMaxDgramQlen_WouldBlock()
    {
        int limit = int.Parse(File.ReadAllText("/proc/sys/net/unix/max_dgram_qlen"), CultureInfo.InvariantCulture);
        using UnixSocket receiver = UnixSocket.BindDatagram(_address);

        // The limit and one, each from a sender of its own: so no send buffer is full before the receiver's queue is.
        for (int queued = 0; queued <= limit; queued++)
        {
            using UnixSocket one = UnixSocket.CreateDatagram();
            one.SendTo("x"u8, _address, TimeSpan.Zero);
        }

        using UnixSocket sender = UnixSocket.CreateDatagram();
        Assert.Throws<TimeoutException>(() => sender.SendTo("x"u8, _address, TimeSpan.Zero));
        BlockingMode.Set(sender.Descriptor, "sender", nonBlocking: true);
        var full = Assert.Throws<SyscallException>(() => sender.SendTo("x"u8, _address));
        Assert.Equal((Errno.EAGAIN, _address.ToString()), (full.Errno, full.ObjectName));
        sender.SetPeer(_address);
        Assert.False(sender.TrySend("x"u8, out int sent));
        Assert.Equal(0, sent);

        Assert.Equal(1, receiver.Receive(new byte[1]));
        Assert.True(sender.TrySend("x"u8, out sent));
        Assert.Equal(1, sent);
        Assert.False(sender.TrySend("x"u8, out _));
    }

    [Fact]
    public async Task SendTo_NoAddress_IsRefused()
    {
        using UnixSocket receiver = UnixSocket.BindDatagram(_address);
        using UnixSocket sender = UnixSocket.CreateDatagram();
        sender.SendTo("question"u8, _address);
        UnixSocketAddress nobody = receiver.ReceiveFrom(new byte[9]).Sender;
        Assert.True(nobody.IsUnnamed);
        Assert.Throws<ArgumentException>("receiver", () => receiver.SendTo("answer"u8, nobody));
        await Assert.ThrowsAsync<ArgumentException>("receiver", async () => await receiver.SendToAsync("answer"u8.ToArray(), nobody));
        Assert.Throws<ArgumentException>("receiver", () => receiver.SendWithHandles("answer"u8, [sender.Descriptor], nobody));
        Assert.Throws<ArgumentException>("receiver", () => receiver.SendWithCredentials("answer"u8, UnixCredentials.Current, default, nobody));
    }

    [Fact]
    public async Task Receive_ShutDown_TakesWhatCameAndEnds()
    {
        using UnixSocket receiver = UnixSocket.BindDatagram(_address);
        Task<int> waiting = receiver.ReceiveAsync(new byte[9]).AsTask();
        Task<UnixDatagram> waitingFrom = receiver.ReceiveFromAsync(new byte[9]).AsTask();
        Task<int> blocked = OwnThread.Start(() => receiver.Receive(new byte[9]));
        BlockedThread.WaitUntilIn(BlockedThread.Recvfrom, receiver.Descriptor.Number);
        receiver.Shutdown(SocketShutdown.Receive);
        Assert.Equal((0, 0, UnixSocketAddress.Unnamed), (await waiting, await blocked, (await waitingFrom).Sender));

        using UnixReceived received = await receiver.ReceiveWithHandlesAsync(new byte[9]);
        Assert.Equal((0, UnixSocketAddress.Unnamed), (received.Count, received.Sender));
        BlockingMode.Set(receiver.Descriptor, "receiver", nonBlocking: true);
        Assert.Equal(0, receiver.Receive(new byte[9]));

        // What had come before is not lost.
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.Datagram);
        using (first)
        using (second)
        {
            first.Send("early"u8);
            second.Shutdown(SocketShutdown.Both);
            Assert.Equal((5, 0), (await second.ReceiveAsync(new byte[9]), await second.ReceiveAsync(new byte[9])));
        }
    }

    /// <summary>Through another descriptor, as another process does it.</summary>
    [Fact]
    public async Task Receive_ShutDownElsewhere_EndsInEveryForm()
    {
        using CancellationTokenSource hangs = new(Watchdog.Limit);
        byte[] buffer = new byte[9];
        using UnixSocket blocking = NewlyShutDown(nonBlocking: false);
        Assert.Equal(0, blocking.Receive(buffer, cancellationToken: hangs.Token));
        foreach (Func<UnixSocket, int> form in new Func<UnixSocket, int>[]
        {
            socket => socket.Receive(buffer, cancellationToken: hangs.Token),
            socket => socket.Peek(buffer, cancellationToken: hangs.Token),
            socket => socket.TryReceive(buffer, out int count) ? count : -1,
            socket => socket.TryPeek(buffer, out int count) ? count : -1,
            socket => socket.TryReceiveFrom(buffer, out UnixDatagram datagram) ? datagram.Count : -1,
            socket => socket.TryReceiveMessage(buffer, out UnixMessage message) ? message.Count : -1,
            socket => socket.TryReceiveWithHandles(buffer, 1, out UnixReceived received) ? received.Count : -1,
        })
        {
            using UnixSocket socket = NewlyShutDown(nonBlocking: true);
            Assert.Equal((0, 0), (form(socket), form(socket)));
        }

        foreach (Func<UnixSocket, Task> form in new Func<UnixSocket, Task>[]
        {
            async socket => Assert.Equal(0, await socket.ReceiveAsync(buffer, hangs.Token)),
            async socket => Assert.Equal(0, await socket.PeekAsync(buffer, hangs.Token)),
            async socket => Assert.Equal(0, (await socket.ReceiveFromAsync(buffer, hangs.Token)).Count),
            async socket => Assert.Equal(0, (await socket.ReceiveMessageAsync(buffer, hangs.Token)).Count),
            async socket => Assert.Equal(0, (await socket.ReceiveWithHandlesAsync(buffer, 1, hangs.Token)).Count),
        })
        {
            using UnixSocket socket = NewlyShutDown(nonBlocking: true);
            await form(socket);
            await form(socket);
        }
    }

    [Fact]
    public async Task ReceiveAsync_ShutDownElsewhereWhileItWaits_Ends()
    {
        using UnixSocket receiver = UnixSocket.BindDatagram(_address);
        Task<int> waiting = receiver.ReceiveAsync(new byte[9]).AsTask();
        using UnixSocket sender = UnixSocket.CreateDatagram();
        sender.SendTo("early"u8, _address);
        Assert.Equal(5, await waiting);
        waiting = receiver.ReceiveAsync(new byte[9]).AsTask();
        Assert.False(waiting.IsCompleted);
        ShutDownElsewhere(receiver);
        Assert.Equal(0, await waiting.WaitAsync(Watchdog.Limit));
    }

    private static UnixSocket NewlyShutDown(bool nonBlocking)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.Datagram);
        first.Dispose();
        BlockingMode.Set(second.Descriptor, "receiver", nonBlocking);
        ShutDownElsewhere(second);
        return second;
    }

    private static void ShutDownElsewhere(UnixSocket socket)
    {
        using SafeFileDescriptor other = socket.Descriptor.Duplicate();
        Assert.Equal(0, Sys.LibC.shutdown(other, (int)SocketShutdown.Receive));
    }

    [Fact]
    public async Task SendAsync_ReceiversQueueFull_WaitsUntilThereIsRoom()
    {
        using UnixSocket receiver = UnixSocket.BindDatagram(_address);
        using UnixSocket sender = UnixSocket.Connect(_address, UnixSocketType.Datagram);
        int queued = 0;
        ValueTask pending;
        while ((pending = sender.SendAsync(new byte[] { (byte)queued })).IsCompletedSuccessfully)
            queued++;
        Assert.InRange(queued, 1, 10_000);
        for (int i = 0; i <= queued; i++)
        {
            byte[] one = new byte[1];
            Assert.Equal(1, receiver.Receive(one));
            Assert.Equal((byte)i, one[0]);
        }

        await pending;
    }

    [Fact]
    public async Task SendAsync_FullAndReceiverGone_EndsWithEconnrefused()
    {
        using UnixSocket receiver = UnixSocket.BindDatagram(_address);
        using UnixSocket sender = UnixSocket.Connect(_address, UnixSocketType.Datagram);
        ValueTask pending;
        while ((pending = sender.SendAsync(new byte[1])).IsCompletedSuccessfully)
        {
        }

        receiver.Dispose();
        Assert.Equal(Errno.ECONNREFUSED, (await Assert.ThrowsAsync<SyscallException>(pending.AsTask)).Errno);
    }

    [Fact]
    public async Task SendTo_ReceiversQueueFull_EndsByTimeoutTokenOrRoom()
    {
        using UnixSocket receiver = UnixSocket.BindDatagram(_address);
        using UnixSocket sender = UnixSocket.CreateDatagram();
        using var cancel = new CancellationTokenSource();
        int queued = 0;
        Task cancelled;
        while ((cancelled = sender.SendToAsync(new byte[1], _address, cancel.Token).AsTask()).IsCompletedSuccessfully)
            queued++;
        Assert.Throws<TimeoutException>(() => sender.SendTo("x"u8, _address, TimeSpan.FromMilliseconds(20)));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        Task waiting = sender.SendToAsync(new byte[2], _address).AsTask();
        for (int i = 0; i < queued; i++)
            Assert.Equal(1, receiver.Receive(new byte[2]));
        Assert.Equal(2, receiver.Receive(new byte[2]));
        await waiting;
    }

    [Fact]
    public void Dispose_Bound_RemovesItsPathOnlyWhileItIsItsOwn()
    {
        UnixSocket socket = UnixSocket.BindDatagram(_address);
        Assert.Equal(_address, socket.LocalAddress);
        Assert.Equal(Errno.EADDRINUSE, Assert.Throws<SyscallException>(() => UnixSocket.BindDatagram(_address)).Errno);
        socket.Dispose();
        Assert.False(File.Exists(_address.Path));

        UnixSocket replaced = UnixSocket.BindDatagram(_address);
        File.Delete(_address.Path!);
        File.WriteAllText(_address.Path!, "another's");
        replaced.Dispose();
        Assert.True(File.Exists(_address.Path));
    }

    [Fact]
    public void StreamSocket_DatagramCalls_AreRefused()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            Assert.Throws<InvalidOperationException>(() => first.SendTo("x"u8, _address));
            Assert.Throws<InvalidOperationException>(() => first.ReceiveFrom(new byte[1]));
            Assert.Throws<InvalidOperationException>(() => first.SetPeer(_address));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => UnixSocket.CreatePair((UnixSocketType)9));
    }
}
