namespace Causeway.Messaging.Tests.Connections;

/// <summary>Whatever is sent in whichever way is received in whichever way as a queue in memory would have it.</summary>
public sealed class ReferenceTests
{
    private const int Steps = 20_000;
    private const int Lives = 100;

    [Theory]
    [InlineData(4096)]
    [InlineData(16384)]
    public void AnySequence_BehavesAsAQueue(int ringBytes)
    {
        Random random = TestLoad.NewRandom(ringBytes);
        using ConnectionPair pair = new(new SharedConnectionOptions { RingBytes = ringBytes, Spin = TimeSpan.Zero });
        Queue<byte[]> expected = new();
        for (int step = 0; step < Steps; step++)
        {
            if (random.Next(2) == 0)
                Send(pair.One, expected, random);
            else
                Receive(pair.Two, expected, random);
        }

        pair.One.CompleteSending();
        while (expected.Count > 0)
            Receive(pair.Two, expected, random);
        Assert.Throws<PeerClosedException>(() => pair.Two.TryReceive(out _));
    }

    /// <summary>Many short lives: either side says at any time that it sends no more, and at last one closes; the other direction is not touched by it.</summary>
    [Fact]
    public void AnySequence_BothWays_WithHalfCloseAndClose_BehavesAsTwoQueues()
    {
        Random random = TestLoad.NewRandom();
        for (int life = 0; life < Lives; life++)
        {
            using ConnectionPair pair = new(new SharedConnectionOptions { RingBytes = 4096, Spin = TimeSpan.Zero });
            Way[] ways = [new Way(pair.One, pair.Two), new Way(pair.Two, pair.One)];
            for (int step = random.Next(200); step > 0; step--)
                ways[random.Next(2)].Step(random);
            Way closing = ways[random.Next(2)];
            closing.From.Dispose();
            closing.AssertRest(random);
            Assert.Throws<ObjectDisposedException>(() => closing.From.TrySend(default));
            Assert.Throws<ObjectDisposedException>(() => closing.From.TryReceive(out _));
        }
    }

    private static void Send(SharedConnection from, Queue<byte[]> expected, Random random)
    {
        byte[] message = Message(from, random);
        switch (random.Next(5))
        {
            case 0:
                if (from.TrySend(message))
                    expected.Enqueue(message);
                break;
            case 1:
                int spare = random.Next(0, from.MaxMessageBytes - message.Length + 1);
                if (!from.TryReserve(message.Length + spare, out Span<byte> room))
                    break;
                message.CopyTo(room);
                from.Commit(message.Length);
                expected.Enqueue(message);
                break;
            case 2:
                if (!from.TryReserve(message.Length, out room))
                    break;
                random.NextBytes(room);
                from.Abandon();
                break;
            case 3:
                SendBatch(from, expected, random);
                break;
            default:
                ReadOnlyMemory<byte>[] several = [.. Enumerable.Range(0, random.Next(4)).Select(_ => (ReadOnlyMemory<byte>)Message(from, random))];
                Assert.Equal(from.TrySendBatch(several, out int sent), sent == several.Length);
                foreach (ReadOnlyMemory<byte> one in several.AsSpan(0, sent))
                    expected.Enqueue(one.ToArray());
                break;
        }
    }

    private static void SendBatch(SharedConnection from, Queue<byte[]> expected, Random random)
    {
        using SharedSendBatch batch = from.BeginBatch();
        List<byte[]> added = [];
        for (int i = random.Next(5); i > 0; i--)
        {
            byte[] message = Message(from, random);
            if (batch.TryAdd(message))
                added.Add(message);
        }

        Assert.Equal(added.Count, batch.Count);
        if (random.Next(3) == 0)
            return;
        batch.Commit();
        added.ForEach(expected.Enqueue);
    }

    private static void Receive(SharedConnection at, Queue<byte[]> expected, Random random)
    {
        int how = random.Next(3);
        if (how == 0)
            ReceiveBatch(at, expected, random.Next(1, 8));
        else if (how == 1)
            ReceiveCopy(at, expected, random);
        else
            ReceiveLease(at, expected, random);
    }

    /// <summary>Into a buffer that is too short now and then: the message stays the next.</summary>
    private static void ReceiveCopy(SharedConnection at, Queue<byte[]> expected, Random random)
    {
        byte[] buffer = new byte[at.MaxMessageBytes];
        if (expected.TryPeek(out byte[]? next) && next.Length > 0 && random.Next(4) == 0)
            Assert.Throws<ArgumentException>(() => at.TryReceive(buffer.AsSpan(0, random.Next(next.Length)), out _));
        int spare = next is null ? 0 : random.Next(2) * random.Next(buffer.Length - next.Length + 1);
        bool any = at.TryReceive(buffer.AsSpan(0, (next?.Length ?? 0) + spare), out int length);
        Assert.Equal(next is not null, any);
        if (any)
            Assert.Equal(expected.Dequeue(), buffer.AsSpan(0, length));
        Assert.True(buffer.AsSpan(length).IndexOfAnyExcept((byte)0) < 0);
    }

    private static void ReceiveLease(SharedConnection at, Queue<byte[]> expected, Random random)
    {
        bool any = at.TryReceive(out MessageLease lease);
        Assert.Equal(expected.Count > 0, any);
        if (!any)
            return;
        Assert.Equal(expected.Dequeue(), lease.Span.ToArray());
        lease.Dispose();
        if (random.Next(4) == 0)
            lease.Dispose();
    }

    private static void ReceiveBatch(SharedConnection at, Queue<byte[]> expected, int most)
    {
        bool any = at.TryReceiveBatch(most, out MessageBatch batch);
        Assert.Equal(expected.Count > 0, any);
        if (!any)
            return;
        Assert.Equal(Math.Min(most, expected.Count), batch.Count);
        foreach (ReadOnlySpan<byte> message in batch)
            Assert.Equal(expected.Dequeue(), message.ToArray());
        batch.Dispose();
    }

    private static byte[] Message(SharedConnection from, Random random)
    {
        int most = random.Next(3) switch
        {
            0 => 16,
            1 => 300,
            _ => from.MaxMessageBytes,
        };
        byte[] message = new byte[random.Next(most + 1)];
        random.NextBytes(message);
        return message;
    }

    /// <summary>One direction, and what it should hold.</summary>
    private sealed class Way(SharedConnection from, SharedConnection to)
    {
        private readonly Queue<byte[]> _expected = new();
        private bool _isCompleted;

        public SharedConnection From { get; } = from;

        public void Step(Random random)
        {
            int what = random.Next(100);
            if (what == 0)
                Complete();
            else if (what < 50 && _isCompleted)
                AssertNoMoreIsSent(random);
            else if (what < 50)
                Send(From, _expected, random);
            else if (_expected.Count == 0 && _isCompleted)
                AssertEnd();
            else
                Receive(to, _expected, random);
        }

        /// <summary>What was sent before the end, and then the end.</summary>
        public void AssertRest(Random random)
        {
            while (_expected.Count > 0)
                Receive(to, _expected, random);
            AssertEnd();
        }

        private void Complete()
        {
            From.CompleteSending();
            _isCompleted = true;
        }

        private void AssertNoMoreIsSent(Random random)
        {
            switch (random.Next(4))
            {
                case 0:
                    Assert.Throws<InvalidOperationException>(() => From.TrySend(default));
                    break;
                case 1:
                    Assert.Throws<InvalidOperationException>(() => From.TryReserve(1, out _));
                    break;
                case 2:
                    Assert.Throws<InvalidOperationException>(() => From.BeginBatch());
                    break;
                default:
                    Assert.Throws<InvalidOperationException>(() => From.TrySendBatch([default], out _));
                    break;
            }
        }

        private void AssertEnd()
        {
            Assert.Throws<PeerClosedException>(() => to.TryReceive(out _));
            Assert.Throws<PeerClosedException>(() => to.TryReceiveBatch(5, out _));
            Assert.Throws<PeerClosedException>(() => to.Receive());
            Assert.True(to.IsCompleted);
        }
    }
}
