using System.Net.Sockets;
using System.Text;

namespace Causeway.Tests.Sockets;

public sealed class UnixLookTests
{
    [Theory]
    [MemberData(nameof(UnixHandleTests.Types), MemberType = typeof(UnixHandleTests))]
    public async Task Peek_EachForm_LeavesTheData(UnixSocketType type)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(type);
        using (first)
        using (second)
        {
            byte[] buffer = new byte[2];
            Assert.False(second.TryPeek(buffer, out _));
            Assert.Throws<TimeoutException>(() => second.Peek(buffer, TimeSpan.FromMilliseconds(20)));
            Task<int> pending = second.PeekAsync(buffer).AsTask();
            first.Send("abc"u8);
            int expected = type == UnixSocketType.Stream ? 2 : 3;
            Assert.Equal(expected, await pending);
            Assert.Equal(expected, second.Peek(buffer));
            Assert.True(second.TryPeek(buffer, out int count) && count == expected);
            Assert.Equal("ab"u8, buffer);
            Assert.Equal(3, second.BytesAvailable);
            Assert.Equal(3, second.Receive(new byte[3]));
            Assert.Equal(0, second.BytesAvailable);
        }
    }

    [Theory]
    [MemberData(nameof(UnixHandleTests.Types), MemberType = typeof(UnixHandleTests))]
    public void TrySend_NoRoom_IsFalseAndTryReceiveTakesAll(UnixSocketType type)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(type);
        using (first)
        using (second)
        {
            byte[] buffer = new byte[100_000];
            long sent = 0, received = 0;
            while (first.TrySend(buffer, out int part))
                sent += part;
            Assert.True(sent > 0);
            while (second.TryReceive(buffer, out int part))
                received += part;
            Assert.Equal(sent, received);
        }
    }

    [Fact]
    public async Task GetStream_BothDirections_HalfCloses()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        await using UnixSocketStream one = first.GetStream(ownsSocket: true);
        await using UnixSocketStream two = second.GetStream(ownsSocket: true);
        await one.WriteAsync("question"u8.ToArray());
        Assert.True(one.FlushAsync(CancellationToken.None).IsCompletedSuccessfully);
        one.CompleteWrites();
        using var reader = new StreamReader(two, Encoding.UTF8, leaveOpen: true);
        Assert.Equal("question", await reader.ReadToEndAsync());
        two.Write("answer"u8);
        byte[] answer = new byte[6];
        one.ReadExactly(answer);
        Assert.Equal("answer"u8, answer);
        Assert.Equal((true, true, false), (one.CanRead, one.CanWrite, one.CanSeek));
        Assert.Throws<NotSupportedException>(() => one.Length);
        (UnixSocket third, UnixSocket fourth) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        using (third)
        using (fourth)
            Assert.Throws<InvalidOperationException>(() => third.GetStream());
    }

    [Fact]
    public void Shutdown_Receive_ReadsTheEndAndThePeersSendIsEpipe()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            second.Send("kept"u8);
            first.Shutdown(SocketShutdown.Receive);
            Assert.Equal(4, first.Receive(new byte[9]));
            Assert.Equal(0, first.Receive(new byte[9]));
            Assert.Equal(Errno.EPIPE, Assert.Throws<SyscallException>(() => second.Send("x"u8)).Errno);
            first.Send("still"u8);
            Assert.Equal(5, second.Receive(new byte[9]));
        }
    }

    [Fact]
    public void FromDescriptor_WhatItIs_IsChecked()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        using (second)
        {
            using UnixSocket taken = UnixSocket.FromDescriptor(first.Descriptor.Duplicate());
            first.Dispose();
            Assert.Equal(UnixSocketType.SeqPacket, taken.Type);
            taken.Send("x"u8);
            Assert.Equal(1, second.Receive(new byte[1]));
            Assert.Throws<ArgumentException>(() => UnixSocketListener.FromDescriptor(taken.Descriptor));
        }

        using AnonymousPipe pipe = AnonymousPipe.Create();
        Assert.Throws<ArgumentException>(() => UnixSocket.FromDescriptor(pipe.Reader.Descriptor));
        using UnixSocketListener listener = UnixSocketListener.Listen(UnixSocketAddress.Unnamed);
        Assert.Throws<ArgumentException>(() => UnixSocket.FromDescriptor(listener.Descriptor));
        using UnixSocketListener same = UnixSocketListener.FromDescriptor(listener.Descriptor.Duplicate());
        Assert.Equal(listener.Address, same.Address);
        using UnixSocket client = UnixSocket.Connect(same.Address);
        Assert.True(same.TryAccept(out UnixSocket? accepted));
        accepted.Dispose();
        Assert.False(same.TryAccept(out _));
    }
}
