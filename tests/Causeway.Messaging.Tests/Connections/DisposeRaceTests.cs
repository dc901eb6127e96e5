using Causeway.Tests.Named;

namespace Causeway.Messaging.Tests.Connections;

/// <summary>Dispose beside calls that never wait, in both directions: the memory stays until the last of them, and the peer is told of good order.</summary>
public sealed class DisposeRaceTests
{
    /// <summary>Short messages received in place; messages of 64 bytes, which have a way of their own, by copying them.</summary>
    [Theory]
    [InlineData(9, false)]
    [InlineData(64, false)]
    [InlineData(64, true)]
    public async Task Dispose_BesideCallsThatDoNotWait_IsClosedInGoodOrder(int length, bool copies)
    {
        byte[] message = new byte[length];
        byte[] buffer = new byte[length];
        foreach (int round in TestLoad.Choose(1400))
        {
            (SharedConnection disposed, SharedConnection peer) = SharedConnection.CreatePair(new SharedConnectionOptions { RingBytes = 4096 });
            using (peer)
            {
                Task sender = OwnThread.Start(() => Poll(() => disposed.TrySend(message)));
                Task receiver = OwnThread.Start(() => Poll(() =>
                {
                    if (copies)
                        disposed.TryReceive(buffer, out _);
                    else if (disposed.TryReceive(out MessageLease lease))
                        lease.Dispose();
                }));
                Task traffic = OwnThread.Start(() => SendUntilClosed(peer, message));
                Thread.SpinWait(TestLoad.NewRandom(round).Next(20_000));
                disposed.Dispose();
                await sender;
                await receiver;
                await traffic;
                Assert.IsType<PeerClosedException>(Record.Exception(() => ReceiveAll(peer)));
            }
        }
    }

    [Fact]
    public void SendBatch_MemoryThatThrows_LeavesTheConnectionUsable()
    {
        (SharedConnection first, SharedConnection second) = SharedConnection.CreatePair(new SharedConnectionOptions { RingBytes = 4096 });
        using (first)
        using (second)
        {
            ReadOnlyMemory<byte>[] messages = ["fine"u8.ToArray(), new Broken().Memory];
            Assert.Throws<InvalidTimeZoneException>(() => first.SendBatch(messages));
            first.Send("next"u8);
            using MessageLease lease = second.Receive();
            Assert.Equal("next"u8, lease.Span);
        }
    }

    [Fact]
    public async Task ReceiveAsync_MemoryThatThrows_LeavesTheMessage()
    {
        using ConnectionPair pair = new();
        ValueTask<int> waiting = pair.Two.ReceiveAsync(new Broken().Memory);
        pair.One.Send("kept"u8);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await waiting);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await pair.Two.ReceiveAsync(new Broken().Memory));
        using MessageLease lease = pair.Two.Receive();
        Assert.Equal("kept"u8, lease.Span);
    }

    [Fact]
    public void Batch_DisposedAgain_LeavesTheNextOneAlone()
    {
        (SharedConnection first, SharedConnection second) = SharedConnection.CreatePair(new SharedConnectionOptions { RingBytes = 4096 });
        using (first)
        using (second)
        {
            SharedSendBatch old = first.BeginBatch();
            old.Dispose();
            SharedSendBatch batch = first.BeginBatch();
            Assert.True(batch.TryAdd("kept"u8));
            old.Dispose();
            batch.Commit();
            using MessageLease lease = second.Receive();
            Assert.Equal("kept"u8, lease.Span);
        }
    }

    private static bool SendUntilClosed(SharedConnection connection, byte[] message)
    {
        try
        {
            while (true)
                connection.TrySend(message);
        }
        catch (PeerClosedException)
        {
            return true; // as it should be
        }
    }

    private static void ReceiveAll(SharedConnection connection)
    {
        while (true)
            connection.Receive().Dispose();
    }

    private static bool Poll(Action call)
    {
        try
        {
            while (true)
                call();
        }
        catch (ObjectDisposedException)
        {
            return true; // as it should be
        }
    }

    private sealed class Broken : System.Buffers.MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(8);

        public override Span<byte> GetSpan() => throw new InvalidTimeZoneException();

        public override System.Buffers.MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
