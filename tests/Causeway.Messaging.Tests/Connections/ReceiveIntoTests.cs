using static Causeway.Messaging.Tests.Connections.ConnectionPair;

namespace Causeway.Messaging.Tests.Connections;

/// <summary>Messages copied into the caller's own memory.</summary>
public sealed class ReceiveIntoTests : IDisposable
{
    private const byte Untouched = 0xA5;
    private readonly byte[] _message = new byte[2000];
    private readonly byte[] _buffer = new byte[2000];
    private readonly ConnectionPair _pair = new(new SharedConnectionOptions { RingBytes = 1 << 16 });

    public void Dispose() => _pair.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(1000)]
    [InlineData(16_385)]
    public void Receive_AnyLength_CopiesItAndNothingBeside(int length)
    {
        byte[] message = new byte[length];
        byte[] buffer = new byte[length + 1];
        for (int i = 0; i < 3; i++)
        {
            // Another length in between: what was learnt of the last message must not be taken for this one.
            new Random(length + i).NextBytes(message);
            _pair.One.Send(message);
            _pair.One.Send(Bytes("in between"));
            buffer.AsSpan().Fill(Untouched);

            Assert.Equal(length, _pair.Two.Receive(buffer));
            Assert.Equal(message, buffer[..length]);
            Assert.Equal(Untouched, buffer[length]);
            Assert.Equal("in between", Text(_pair.Two.Receive()));
        }
    }

    [Theory]
    [InlineData(40)]
    [InlineData(4000)]
    public void Receive_BufferTooShort_RefusesAndLeavesTheMessage(int length)
    {
        byte[] message = new byte[length];
        new Random(1).NextBytes(message);
        _pair.One.Send(message);
        byte[] buffer = new byte[length];

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => _pair.Two.Receive(buffer.AsSpan(0, length - 1)));
        Assert.Contains($"has {length} bytes and the buffer {length - 1}", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _pair.Two.TryReceive(buffer.AsSpan(0, length - 1), out _));

        Assert.Equal(length, _pair.Two.Receive(buffer));
        Assert.Equal(message, buffer);
        Assert.False(_pair.Two.TryReceive(buffer, out int none));
        Assert.Equal(0, none);
    }

    [Fact]
    public void TryReceive_MessagesOfManyLengths_ArriveWholeAndInOrder()
    {
        Random random = new(20);
        byte[] expected = new byte[300];
        byte[] buffer = new byte[300];
        for (int i = 0; i < 20_000; i++)
        {
            Span<byte> message = expected.AsSpan(0, random.Next(expected.Length));
            random.NextBytes(message);
            Assert.True(_pair.One.TrySend(message));
            Assert.True(_pair.Two.TryReceive(buffer, out int length));
            Assert.True(message.SequenceEqual(buffer.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Receive_LeaseIsOut_IsRefusedUntilItIsDisposed()
    {
        _pair.One.Send(Bytes("first"));
        _pair.One.Send(Bytes("second"));
        byte[] buffer = new byte[100];
        using (_pair.Two.Receive())
            Assert.Throws<InvalidOperationException>(() => _pair.Two.Receive(buffer));

        Assert.Equal(6, _pair.Two.Receive(buffer));
    }

    [Fact]
    public void Receive_PeerClosed_CopiesWhatWasSentThenSaysSo()
    {
        byte[] buffer = new byte[64];
        _pair.One.Send(new byte[64]);
        _pair.One.Dispose();

        Assert.Equal(64, _pair.Two.Receive(buffer));
        Assert.Throws<PeerClosedException>(() => _pair.Two.Receive(buffer));
        Assert.Throws<PeerClosedException>(() => _pair.Two.TryReceive(buffer, out _));
    }

    [Fact]
    public void Receive_NothingThere_WaitsTimesOutAndIsCancelled()
    {
        byte[] buffer = new byte[64];
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();

        Assert.Throws<TimeoutException>(() => _pair.Two.Receive(buffer, TimeSpan.FromMilliseconds(1)));
        Assert.Throws<OperationCanceledException>(() => _pair.Two.Receive(buffer, cancellationToken: cancelled.Token));
        _pair.One.Send(new byte[50]);
        Assert.Equal(50, _pair.Two.Receive(buffer));
    }

    [Fact]
    public async Task ReceiveAsync_SentLater_CopiesIt()
    {
        byte[] buffer = new byte[64];
        ValueTask<int> awaited = _pair.Two.ReceiveAsync(buffer.AsMemory());
        Assert.False(awaited.IsCompleted);
        _pair.One.Send(Bytes("now"));

        Assert.Equal(3, await awaited);
        Assert.Equal("now"u8, buffer.AsSpan(0, 3));

        _pair.One.Send(new byte[65]);
        await Assert.ThrowsAsync<ArgumentException>(async () => await _pair.Two.ReceiveAsync(buffer.AsMemory()));
        Assert.Equal(65, await _pair.Two.ReceiveAsync(new byte[65].AsMemory()));
    }

    [Fact]
    public void SendAndReceive_LongAndShort_AllocateNothing()
    {
        Assert.Equal(0, Allocations.Least(1, SendAndReceiveAllLengths));
    }

    private void SendAndReceiveAllLengths()
    {
        for (int length = 0; length < _message.Length; length++)
        {
            _pair.One.Send(_message.AsSpan(0, length));
            _pair.One.Send(_message.AsSpan(0, length));
            _pair.Two.Receive(_buffer);
            _pair.Two.TryReceive(_buffer, out _);
        }
    }
}
