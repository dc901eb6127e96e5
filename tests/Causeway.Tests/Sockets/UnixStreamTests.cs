using System.Net.Sockets;

namespace Causeway.Tests.Sockets;

public sealed class UnixStreamTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly UnixSocketAddress _address;

    public UnixStreamTests() => _address = UnixSocketAddress.FromPath(_directory.PathOf("socket"));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Stream_CServer_AnswersOurBytes()
    {
        using Peer peer = Peer.StartC("unix_upper", "stream-server", _address.Path!);
        peer.Expect("ready");
        using UnixSocket socket = await UnixSocket.ConnectAsync(_address);
        await socket.SendAsync("causeway"u8.ToArray());
        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal("CAUSEWAY", ReadToEnd(socket));
        peer.ExpectSuccess();
    }

    [Fact]
    public async Task Stream_CClientOverAnAbstractName_IsAnswered()
    {
        UnixSocketAddress name = UnixSocketAddress.FromAbstractName($"causeway-{Environment.ProcessId}-{Guid.NewGuid():N}");
        using UnixSocketListener listener = UnixSocketListener.Listen(name);
        Assert.Equal(name, listener.Address);
        using Peer peer = Peer.StartC("unix_upper", "stream-client", name.ToString(), "question");
        using UnixSocket connection = await listener.AcceptAsync();
        Assert.Equal(peer.Process.Id, connection.PeerCredentials!.Value.ProcessId);
        Assert.Equal("question", ReadToEnd(connection));
        connection.Send("answer"u8);
        connection.Dispose();
        peer.Expect("answer");
        peer.ExpectSuccess();
    }

    [Fact]
    public void Connect_NobodyThere_SaysWhy()
    {
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => UnixSocket.Connect(_address)).Errno);
        File.WriteAllText(_address.Path!, "");
        Assert.Equal(Errno.ECONNREFUSED, Assert.Throws<SyscallException>(() => UnixSocket.Connect(_address)).Errno);
        Assert.Throws<ArgumentException>(() => UnixSocket.Connect(UnixSocketAddress.Unnamed));
    }

    [Fact]
    public void Connect_WrongType_IsEprototype()
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(_address);
        Assert.Equal(Errno.EPROTOTYPE, Assert.Throws<SyscallException>(() => UnixSocket.Connect(_address, UnixSocketType.Datagram)).Errno);
    }

    [Fact]
    public void Connect_AbstractNameWithTrailingNul_IsAnotherName()
    {
        string name = $"causeway-{Guid.NewGuid():N}";
        using UnixSocketListener listener = UnixSocketListener.Listen(UnixSocketAddress.FromAbstractName(name));
        UnixSocketAddress other = UnixSocketAddress.FromAbstractName(name + "\0");
        Assert.NotEqual(listener.Address, other);
        Assert.Equal(Errno.ECONNREFUSED, Assert.Throws<SyscallException>(() => UnixSocket.Connect(other)).Errno);
        Assert.Equal(Errno.EADDRINUSE, Assert.Throws<SyscallException>(() => UnixSocketListener.Listen(listener.Address)).Errno);
    }

    [Fact]
    public async Task Connect_BacklogFull_WaitsUntilTimeoutTokenOrAccept()
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(_address, backlog: 0);
        using UnixSocket first = UnixSocket.Connect(_address);
        Assert.Throws<TimeoutException>(() => UnixSocket.Connect(_address, timeout: TimeSpan.FromMilliseconds(20)));
        using var cancel = new CancellationTokenSource();
        Task<UnixSocket> cancelled = UnixSocket.ConnectAsync(_address, cancellationToken: cancel.Token).AsTask();
        Assert.False(cancelled.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        Task<UnixSocket> waiting = UnixSocket.ConnectAsync(_address).AsTask();
        Assert.False(waiting.IsCompleted);
        using UnixSocket accepted = listener.Accept();
        using UnixSocket second = await waiting;
    }

    [Fact]
    public async Task Accept_NobodyConnects_EndsByTimeoutTokenOrDispose()
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(_address);
        Assert.Throws<TimeoutException>(() => listener.Accept(TimeSpan.Zero));
        using var cancel = new CancellationTokenSource();
        Task<UnixSocket> cancelled = listener.AcceptAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Task<UnixSocket> disposed = listener.AcceptAsync().AsTask();
        listener.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => disposed);
    }

    [Fact]
    public void Listen_PathInUse_IsEaddrinuseAndSaysWhetherItIsStale()
    {
        using (UnixSocketListener listener = UnixSocketListener.Listen(_address))
        {
            var inUse = Assert.Throws<SyscallException>(() => UnixSocketListener.Listen(_address));
            Assert.Equal(Errno.EADDRINUSE, inUse.Errno);
            Assert.DoesNotContain("TryDeleteStale", inUse.Message, StringComparison.Ordinal);
            Assert.False(UnixSocket.TryDeleteStale(_address.Path!));
            Assert.Throws<TimeoutException>(() => listener.Accept(TimeSpan.Zero));
        }

        // A listener that cannot find its path any more leaves it behind, as one that was killed does.
        using (UnixSocketListener.Listen(_address))
            File.Move(_address.Path!, _directory.PathOf("aside"));
        File.Move(_directory.PathOf("aside"), _address.Path!);
        Assert.Contains("TryDeleteStale", Assert.Throws<SyscallException>(() => UnixSocketListener.Listen(_address)).Message, StringComparison.Ordinal);
        Assert.True(UnixSocket.TryDeleteStale(_address.Path!));
        UnixSocketListener.Listen(_address).Dispose();
        Assert.False(File.Exists(_address.Path));
    }

    [Fact]
    public void Dispose_PathIsAnotherSocketsByThen_StaysThere()
    {
        UnixSocketListener first = UnixSocketListener.Listen(_address);
        File.Move(_address.Path!, _directory.PathOf("moved"));
        using UnixSocketListener second = UnixSocketListener.Listen(_address);
        first.Dispose();
        using UnixSocket socket = UnixSocket.Connect(_address);
        second.Dispose();
        Assert.False(File.Exists(_address.Path));
    }

    [Fact]
    public void Receive_ListenerClosedBeforeAccept_IsEconnresetAndSendEpipe()
    {
        UnixSocketListener listener = UnixSocketListener.Listen(_address);
        using UnixSocket socket = UnixSocket.Connect(_address);
        listener.Dispose();
        Assert.Equal(Errno.ECONNRESET, Assert.Throws<SyscallException>(() => socket.Receive(new byte[1])).Errno);
        Assert.Equal(Errno.EPIPE, Assert.Throws<SyscallException>(() => socket.Send("x"u8)).Errno);
    }

    [Fact]
    public void Receive_PeerClosedWithUnreadData_IsEconnresetThenTheEnd()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        {
            using (second)
                first.Send("unread"u8);
            Assert.Equal(Errno.ECONNRESET, Assert.Throws<SyscallException>(() => first.Receive(new byte[1])).Errno);
            Assert.Equal(0, first.Receive(new byte[1]));
        }
    }

    [Fact]
    public void Shutdown_Send_OneDirectionOnly()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            first.Shutdown(SocketShutdown.Send);
            Assert.Equal(Errno.EPIPE, Assert.Throws<SyscallException>(() => first.Send("x"u8)).Errno);
            Assert.Equal(0, second.Receive(new byte[1]));
            second.Send("y"u8);
            Assert.Equal(1, first.Receive(new byte[1]));
            Assert.Throws<ArgumentOutOfRangeException>(() => first.Shutdown((SocketShutdown)7));
            Assert.Equal(Environment.ProcessId, first.PeerCredentials!.Value.ProcessId);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReceiveAsync_PeerShutsDownOrClosesMeanwhile_IsTheEnd(bool closes)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            Task<int> receiving = first.ReceiveAsync(new byte[1]).AsTask();
            if (closes)
                second.Dispose();
            else
                second.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await receiving);
        }
    }

    [Fact]
    public async Task Receive_NothingComes_EndsByTimeoutTokenOrDispose()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            Assert.Throws<TimeoutException>(() => first.Receive(new byte[1], TimeSpan.FromMilliseconds(20)));
            using var cancel = new CancellationTokenSource();
            Task<int> cancelled = first.ReceiveAsync(new byte[1], cancel.Token).AsTask();
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
            Task<int> disposed = first.ReceiveAsync(new byte[1]).AsTask();
            first.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => disposed);
        }
    }

    [Fact]
    public async Task Send_PeerDoesNotRead_WaitsAndArrivesWhole()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            byte[] sent = new byte[2_000_000];
            Random.Shared.NextBytes(sent);
            Task sending = first.SendAsync(sent).AsTask();
            Assert.False(sending.IsCompleted);
            byte[] received = new byte[sent.Length];
            for (int done = 0; done < received.Length;)
                done += await second.ReceiveAsync(received.AsMemory(done));
            await sending;
            Assert.Equal(sent, received);
            Assert.Throws<TimeoutException>(() => first.Send(sent, TimeSpan.FromMilliseconds(20)));
        }
    }

    [Fact]
    public async Task ToSocket_AsyncCallsThere_OursStillWait()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        using (Socket socket = first.ToSocket())
        {
            ValueTask<int> pending = socket.ReceiveAsync(new byte[1].AsMemory());
            second.Send("a"u8);
            Assert.Equal(1, await pending);
            Assert.Throws<TimeoutException>(() => first.Receive(new byte[1], TimeSpan.FromMilliseconds(20)));
            second.Send("b"u8);
            Assert.Equal(1, first.Receive(new byte[1]));
        }
    }

    [RootFact]
    public void Connect_OtherUserWithoutPermission_IsUnauthorized()
    {
        File.SetUnixFileMode(_directory.Root, (UnixFileMode)0x1ED);
        using UnixSocketListener listener = UnixSocketListener.Listen(_address);
        File.SetUnixFileMode(_address.Path!, (UnixFileMode)0x1C0);
        OtherUser.ExpectSuccess(ExpectUnauthorized, _address.Path!);
    }

    private static void ExpectUnauthorized(string[] arguments) =>
        Assert.Throws<UnauthorizedAccessException>(() => UnixSocket.Connect(UnixSocketAddress.FromPath(arguments[0])));

    private static string ReadToEnd(UnixSocket socket)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[100];
        while (socket.Receive(buffer) is var count and > 0)
            all.Write(buffer, 0, count);
        return System.Text.Encoding.UTF8.GetString(all.ToArray());
    }
}
