using System.Net.Sockets;
using System.Text;

namespace Causeway.Tests.Sockets;

public sealed class UnixSeqPacketTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly UnixSocketAddress _address;

    public UnixSeqPacketTests() => _address = UnixSocketAddress.FromPath(_directory.PathOf("socket"));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task SeqPacket_CServer_AnswersEachMessage()
    {
        using Peer peer = Peer.StartC("unix_upper", "seqpacket-server", _address.Path!);
        peer.Expect("ready");
        using UnixSocket socket = await UnixSocket.ConnectAsync(_address, UnixSocketType.SeqPacket);
        socket.Send("one"u8);
        await socket.SendAsync(Encoding.UTF8.GetBytes("two"));
        byte[] buffer = new byte[100];
        Assert.Equal("ONE", Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer)));
        Assert.Equal("TWO", Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer)));
        socket.Shutdown(SocketShutdown.Send);
        Assert.True((await socket.ReceiveMessageAsync(buffer)).IsEnd);
        peer.ExpectSuccess();
    }

    [Fact]
    public async Task SeqPacket_CClient_IsAnsweredAndSeenToEnd()
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(_address, UnixSocketType.SeqPacket);
        Assert.Equal(UnixSocketType.SeqPacket, listener.Type);
        using Peer peer = Peer.StartC("unix_upper", "seqpacket-client", _address.Path!, "question");
        using UnixSocket connection = await listener.AcceptAsync();
        Assert.Equal(UnixSocketType.SeqPacket, connection.Type);
        byte[] buffer = new byte[100];
        Assert.Equal(new UnixMessage(8, 8, IsEnd: false), connection.ReceiveMessage(buffer));
        Assert.Equal("question"u8, buffer.AsSpan(0, 8));
        Assert.True(connection.ReceiveMessage(buffer).IsEnd);
        connection.Send("answer"u8);
        connection.Dispose();
        peer.Expect("answer");
        peer.ExpectSuccess();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReceiveMessage_EmptyMessageBeforeTheEnd_IsToldFromIt(bool awaits)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        using (second)
        {
            first.Send([]);
            first.Send("x"u8);
            await first.SendAsync(ReadOnlyMemory<byte>.Empty);
            first.Dispose();
            var seen = new List<UnixMessage>();
            for (int i = 0; i < 5; i++)
                seen.Add(awaits ? await second.ReceiveMessageAsync(new byte[9]) : second.ReceiveMessage(new byte[9]));
            Assert.Equal([new(0, 0, false), new(1, 1, false), new(0, 0, false), new(0, 0, true), new(0, 0, true)], seen);
            Assert.True(second.TryReceiveMessage(new byte[9], out UnixMessage end) && end.IsEnd);
        }
    }

    [Fact]
    public void Receive_BufferTooSmall_RestIsLostAndSaid()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        using (first)
        using (second)
        {
            first.Send("ab"u8);
            first.Send("abcdef"u8);
            first.Send("next"u8);
            byte[] one = new byte[1];
            UnixMessage part = second.ReceiveMessage(one);
            Assert.Equal((1, 2, true, (byte)'a'), (part.Count, part.MessageBytes, part.IsTruncated, one[0]));
            Assert.Equal(Errno.EMSGSIZE, Assert.Throws<SyscallException>(() => second.Receive(new byte[4])).Errno);
            Assert.Equal(4, second.Receive(new byte[4]));
            Assert.False(second.TryReceiveMessage(one, out _));
            Assert.Throws<TimeoutException>(() => second.ReceiveMessage(one, TimeSpan.FromMilliseconds(20)));
        }
    }

    [Fact]
    public async Task SendAsync_EmptyMessageWhileThereIsNoRoom_IsSentLater()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        using (first)
        using (second)
        {
            int queued = 0;
            ValueTask pending;
            while ((pending = first.SendAsync(new byte[1000])).IsCompletedSuccessfully)
                queued++;
            Task empty = first.SendAsync(ReadOnlyMemory<byte>.Empty).AsTask();
            Assert.False(empty.IsCompleted);
            int empties = 0;
            for (int i = 0; i < queued + 2; i++)
            {
                if ((await second.ReceiveMessageAsync(new byte[1000])).Count == 0)
                    empties++;
            }

            await pending;
            await empty;
            Assert.Equal(1, empties);
        }
    }

    [Fact]
    public void Send_TooLongOrPeerGone_SaysWhy()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        using (first)
        {
            using (second)
                Assert.Equal(Errno.EMSGSIZE, Assert.Throws<SyscallException>(() => first.Send(new byte[1 << 24])).Errno);
            Assert.Equal(Errno.EPIPE, Assert.Throws<SyscallException>(() => first.Send("x"u8)).Errno);
        }
    }

    [Fact]
    public void WrongType_IsRefused()
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(_address, UnixSocketType.SeqPacket);
        Assert.Equal(Errno.EPROTOTYPE, Assert.Throws<SyscallException>(() => UnixSocket.Connect(_address)).Errno);
        Assert.Throws<ArgumentOutOfRangeException>(() => UnixSocketListener.Listen(_address, UnixSocketType.Datagram));
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
            Assert.Throws<InvalidOperationException>(() => first.ReceiveMessage(new byte[1]));
    }
}
