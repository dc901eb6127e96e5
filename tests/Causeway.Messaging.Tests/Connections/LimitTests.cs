using Causeway.Tests.Named;
using static Causeway.Messaging.Tests.Connections.ConnectionPair;

namespace Causeway.Messaging.Tests.Connections;

/// <summary>Wrap-around, full and empty, too long, and misuse.</summary>
public sealed class LimitTests : IDisposable
{
    private readonly ConnectionPair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void Send_AcrossTheEndOfTheRing_AtEveryOffset_IsContiguous()
    {
        byte[] message = new byte[104];
        for (int i = 0; i < message.Length; i++)
            message[i] = (byte)i;

        // A stride of 8 more than the last one: each record begins 8 bytes after where the one of the last lap did.
        for (int lap = 0; lap < 4096 / 8; lap++)
        {
            for (int at = 0; at < 4096; at += 112)
            {
                _pair.One.Send(message);
                using MessageLease lease = _pair.Two.Receive();
                Assert.True(lease.Span.SequenceEqual(message));
            }
        }
    }

    [Fact]
    public void Send_Longest_Arrives_OneByteMore_NamesTheLimitAndTheStreamMode()
    {
        byte[] longest = new byte[_pair.One.MaxMessageBytes];
        Random.Shared.NextBytes(longest);
        Assert.Equal(2040, longest.Length);
        for (int i = 0; i < 5; i++)
        {
            _pair.One.Send(longest);
            using MessageLease lease = _pair.Two.Receive();
            Assert.True(lease.Span.SequenceEqual(longest));
        }

        ArgumentException refused = Assert.Throws<ArgumentException>(() => _pair.One.TrySend(new byte[longest.Length + 1]));
        Assert.Contains("2040", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Stream", refused.Message, StringComparison.Ordinal);
        Assert.Equal("message", refused.ParamName);
        Assert.Throws<ArgumentException>("bytes", () => _pair.One.TryReserve(longest.Length + 1, out _));
        Assert.Throws<ArgumentException>("messages", () => _pair.One.TrySendBatch([new byte[1], new byte[longest.Length + 1]], out _));
        using (SharedSendBatch batch = _pair.One.BeginBatch())
            Assert.Throws<ArgumentException>(() => batch.TryAdd(new byte[longest.Length + 1]));
        Assert.False(_pair.Two.TryReceive(out _));
        Assert.True(_pair.One.TrySend(longest));
    }

    [Fact]
    public async Task WrongLength_IsToldByItsParametersName()
    {
        int tooLong = _pair.One.MaxMessageBytes + 1;
        Assert.Throws<ArgumentOutOfRangeException>("bytes", () => _pair.One.TryReserve(-1, out _));
        Assert.Throws<ArgumentOutOfRangeException>("bytes", () => _pair.One.Reserve(-1));
        await Assert.ThrowsAsync<ArgumentException>("bytes", async () => await _pair.One.WaitToSendAsync(tooLong));
        await Assert.ThrowsAsync<ArgumentException>("message", async () => await _pair.One.SendAsync(new byte[tooLong]));
        await Assert.ThrowsAsync<ArgumentException>("messages", async () => await _pair.One.SendBatchAsync(new ReadOnlyMemory<byte>[] { new byte[tooLong] }));
        _pair.One.Reserve(10);
        Assert.Throws<ArgumentOutOfRangeException>("bytes", () => _pair.One.Commit(11));
        _pair.One.Abandon();
    }

    [Fact]
    public void TrySend_Full_IsFalse_UntilALeaseIsDisposed()
    {
        byte[] longest = new byte[_pair.One.MaxMessageBytes];
        Assert.True(_pair.One.TrySend(longest));

        // Two of the longest would leave no room for the next word.
        Assert.False(_pair.One.TrySend(longest));
        Assert.True(_pair.One.TrySend(longest.AsSpan(8)));
        Assert.False(_pair.One.TrySend(default));
        Assert.True(_pair.Two.TryReceive(out MessageLease lease));
        Assert.False(_pair.One.TrySend(default));
        lease.Dispose();
        Assert.True(_pair.One.TrySend(default));
    }

    [Fact]
    public void Send_FullForLongerThanTheTimeout_SaysSo() =>
        Assert.Throws<TimeoutException>(() =>
        {
            for (int i = 0; i < 5; i++)
                _pair.One.Send(new byte[1000], TimeSpan.FromMilliseconds(20));
        });

    [Fact]
    public void Receive_NothingInTime_SaysSo()
    {
        Assert.Throws<TimeoutException>(() => _pair.Two.Receive(TimeSpan.Zero));
        Assert.Throws<TimeoutException>(() => _pair.Two.Receive(TimeSpan.FromMilliseconds(20)));
        Assert.Throws<TimeoutException>(() => _pair.Two.ReceiveBatch(3, TimeSpan.FromMilliseconds(20)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _pair.Two.Receive(TimeSpan.FromSeconds(-3)));

        _pair.One.Send(Bytes("still whole"));
        Assert.Equal("still whole", Text(_pair.Two.Receive(TimeSpan.Zero)));
    }

    [Fact]
    public async Task Wait_TokenCancelled_Ends_AndTheConnectionGoesOn()
    {
        using CancellationTokenSource source = new();
        Task blocked = OwnThread.Start(() => Assert.Throws<OperationCanceledException>(() => _pair.Two.Receive(null, source.Token)));
        ValueTask<MessageLease> awaited = _pair.One.ReceiveAsync(source.Token);
        await source.CancelAsync();

        await blocked;
        OperationCanceledException cancelled = await Assert.ThrowsAsync<OperationCanceledException>(async () => await awaited);
        Assert.Equal(source.Token, cancelled.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _pair.One.ReceiveAsync(source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _pair.One.SendAsync(default, source.Token));
        _pair.One.Send(Bytes("here"));
        _pair.Two.Send(Bytes("there"));
        Assert.Equal("here", Text(_pair.Two.Receive()));
        Assert.Equal("there", Text(await _pair.One.ReceiveAsync()));
    }

    [Fact]
    public async Task SecondUseOfADirection_IsRefused()
    {
        _pair.One.Send(default);
        using (_pair.Two.Receive())
            Assert.Throws<InvalidOperationException>(() => _pair.Two.TryReceive(out _));
        ValueTask<MessageLease> awaited = _pair.Two.ReceiveAsync();
        Assert.Throws<InvalidOperationException>(() => _pair.Two.TryReceive(out _));
        _pair.One.Send(default);
        (await awaited).Dispose();

        Assert.Throws<InvalidOperationException>(() => _pair.One.Commit());
        _pair.One.Abandon();
        _pair.One.Reserve(10);
        Assert.Throws<InvalidOperationException>(() => _pair.One.TryReserve(10, out _));
        Assert.Throws<InvalidOperationException>(() => _pair.One.TrySend(default));
        Assert.Throws<ArgumentOutOfRangeException>(() => _pair.One.Commit(11));
        _pair.One.Commit(10);
        Assert.Throws<InvalidOperationException>(() => _pair.One.Commit());
        SharedSendBatch batch = _pair.One.BeginBatch();
        Assert.Throws<InvalidOperationException>(() => _pair.One.TrySend(default));
        batch.Dispose();
        Assert.Throws<InvalidOperationException>(() => batch.TryAdd(default));
        Assert.Throws<InvalidOperationException>(() => batch.Commit());
        Assert.True(_pair.One.TrySend(default));
    }

    [Fact]
    public void Lease_Disposed_RefusesItsSpan()
    {
        _pair.One.Send(Bytes("once"));
        MessageLease lease = _pair.Two.Receive();
        Assert.Equal(4, lease.Length);
        lease.Dispose();
        lease.Dispose();

        Assert.Throws<ObjectDisposedException>(() => lease.Span.Length);
        Assert.Equal(0, default(MessageLease).Span.Length);
        default(MessageLease).Dispose();
        Assert.Throws<ObjectDisposedException>(() =>
        {
            _pair.One.Send(default);
            Assert.True(_pair.Two.TryReceiveBatch(1, out MessageBatch batch));
            batch.Dispose();
            foreach (ReadOnlySpan<byte> message in batch)
                Assert.Fail("released");
        });
    }

    [Fact]
    public void CompleteSending_Receives_AndOtherDirectionGoesOn()
    {
        _pair.One.Send(Bytes("last"));
        _pair.One.CompleteSending();
        _pair.One.CompleteSending();

        Assert.Throws<InvalidOperationException>(() => _pair.One.Send(default));
        Assert.False(_pair.Two.IsCompleted);
        Assert.Equal("last", Text(_pair.Two.Receive()));
        Assert.Throws<PeerClosedException>(() => _pair.Two.TryReceive(out _));
        Assert.True(_pair.Two.IsCompleted);
        Assert.False(_pair.Two.WaitToReceiveAsync().AsTask().GetAwaiter().GetResult());
        _pair.Two.Send(Bytes("answer"));
        Assert.Equal("answer", Text(_pair.One.Receive()));
        Assert.Equal(SharedConnectionState.Open, _pair.Two.State);
    }

    [Fact]
    public void StreamMode_RefusesMessages()
    {
        using ConnectionPair bytes = new(new SharedConnectionOptions { Mode = SharedConnectionMode.Stream, RingBytes = 4096 });
        Assert.Contains("GetStream", Assert.Throws<InvalidOperationException>(() => bytes.One.TrySend(default)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => bytes.One.TryReceive(out _));
    }
}
