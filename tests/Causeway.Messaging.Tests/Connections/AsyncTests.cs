using static Causeway.Messaging.Tests.Connections.ConnectionPair;

namespace Causeway.Messaging.Tests.Connections;

public sealed class AsyncTests
{
    public static TheoryData<bool> Continuations => [true, false];

    [Theory]
    [MemberData(nameof(Continuations))]
    public async Task SendAsyncAndReceiveAsync_SmallRing_EverythingArrivesInOrder(bool inline)
    {
        using ConnectionPair pair = new(new SharedConnectionOptions { RingBytes = 4096, InlineContinuations = inline });
        const int Count = 20_000;
        Task sending = Task.Run(async () =>
        {
            byte[] message = new byte[100];
            for (int i = 0; i < Count; i++)
            {
                BitConverter.TryWriteBytes(message, i);
                await pair.One.SendAsync(message);
            }

            pair.One.CompleteSending();
        });
        int expected = 0;
        while (await pair.Two.WaitToReceiveAsync())
        {
            using MessageLease lease = await pair.Two.ReceiveAsync();
            Assert.Equal(expected++, BitConverter.ToInt32(lease.Span));
        }

        await sending;
        Assert.Equal(Count, expected);
    }

    [Fact]
    public async Task ReceiveAsync_SentLater_Completes()
    {
        using ConnectionPair pair = new();
        ValueTask<MessageLease> awaited = pair.Two.ReceiveAsync();
        Assert.False(awaited.IsCompleted);
        pair.One.Send(Bytes("later"));
        Assert.Equal("later", Text(await awaited));

        ValueTask<MessageBatch> batch = pair.Two.ReceiveBatchAsync(10);
        pair.One.Send(Bytes("batch"));
        using MessageBatch messages = await batch;
        Assert.Equal(1, messages.Count);
    }

    [Fact]
    public async Task SendAsync_Full_IsSentBeforeItIsAwaited()
    {
        using ConnectionPair pair = new();
        byte[] longest = new byte[pair.One.MaxMessageBytes];
        await pair.One.SendAsync(longest);
        ValueTask second = pair.One.SendAsync(longest);
        Assert.False(second.IsCompleted);
        pair.Two.Receive().Dispose();
        pair.Two.Receive().Dispose();
        await second;

        await pair.One.SendAsync(longest);
        ValueTask room = pair.One.WaitToSendAsync(longest.Length);
        Assert.False(room.IsCompleted);
        pair.Two.Receive().Dispose();
        await room;
        Assert.True(pair.One.TrySend(longest));
        await Assert.ThrowsAsync<ArgumentException>(async () => await pair.One.SendAsync(new byte[longest.Length + 1]));
    }

    [Fact]
    public async Task SendBatchAsync_LargerThanTheRing_ArrivesInParts()
    {
        using ConnectionPair pair = new();
        ReadOnlyMemory<byte>[] messages = [.. Enumerable.Range(0, 100).Select(static i => (ReadOnlyMemory<byte>)Enumerable.Repeat((byte)i, 500).ToArray())];
        Task sending = pair.One.SendBatchAsync(messages).AsTask();
        int received = 0;
        while (received < messages.Length)
        {
            using MessageBatch batch = await pair.Two.ReceiveBatchAsync(100);
            foreach (ReadOnlySpan<byte> message in batch)
                Assert.True(message.SequenceEqual(messages[received++].Span));
        }

        await sending;
    }

    [Theory]
    [MemberData(nameof(Continuations))]
    public async Task ReceiveAsync_AfterWarmUp_AllocatesNothing(bool inline)
    {
        using ConnectionPair pair = new(new SharedConnectionOptions { RingBytes = 4096, InlineContinuations = inline });
        using CancellationTokenSource source = new();
        Task echo = EchoAsync(pair.Two, source.Token);
        byte[] message = new byte[64];
        const int Rounds = 1000;
        ProcessAllocations allocated = new(Rounds);
        for (int i = 0; i < allocated.Total; i++)
        {
            await pair.One.SendAsync(message, source.Token);
            (await pair.One.ReceiveAsync(source.Token)).Dispose();
            allocated.Did(i);
        }

        long each = allocated.Least / Rounds;
        pair.One.CompleteSending();
        await echo;

        // The smallest object has 24 bytes; the pool's own threads allocate some kilobytes now and then.
        Assert.True(each < 8, $"{each} bytes for each round");
    }

    [Fact]
    public async Task Awaited_PeerDisposed_BothDirectionsEnd()
    {
        using ConnectionPair pair = new();
        while (pair.One.TrySend(new byte[100]))
        {
            // Until it is full.
        }

        ValueTask sending = pair.One.SendAsync(new byte[1000]);
        ValueTask<MessageLease> receiving = pair.One.ReceiveAsync();
        pair.Two.Dispose();

        await Assert.ThrowsAsync<PeerClosedException>(async () => await sending);
        await Assert.ThrowsAsync<PeerClosedException>(async () => await receiving);
    }

    [Fact]
    public async Task Awaited_DisposedHere_BothDirectionsEnd()
    {
        using ConnectionPair pair = new();
        while (pair.One.TrySend(new byte[100]))
        {
            // Until it is full.
        }

        ValueTask sending = pair.One.SendAsync(new byte[1000]);
        ValueTask<MessageLease> receiving = pair.One.ReceiveAsync();
        pair.One.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await sending);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await receiving);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.One.ReceiveAsync());
    }

    private static async Task EchoAsync(SharedConnection connection, CancellationToken token)
    {
        while (await connection.WaitToReceiveAsync(token))
        {
            using MessageLease lease = await connection.ReceiveAsync(token);
            if (!connection.TrySend(lease.Span))
                throw new InvalidOperationException("no room");
        }
    }
}
