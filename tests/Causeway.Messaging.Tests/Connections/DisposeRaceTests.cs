using Causeway.Tests.Named;

namespace Causeway.Messaging.Tests.Connections;

/// <summary>Dispose beside calls that never wait, in both directions: the memory stays until the last of them, and the peer is told of good order.</summary>
public sealed class DisposeRaceTests
{
    [Fact]
    public async Task Dispose_BesideCallsThatDoNotWait_IsClosedInGoodOrder()
    {
        foreach (int round in TestLoad.Choose(4000))
        {
            (SharedConnection disposed, SharedConnection peer) = SharedConnection.CreatePair(new SharedConnectionOptions { RingBytes = 4096 });
            using (peer)
            {
                Task sender = OwnThread.Start(() => Poll(() => disposed.TrySend("a message"u8)));
                Task receiver = OwnThread.Start(() => Poll(() =>
                {
                    if (disposed.TryReceive(out MessageLease lease))
                        lease.Dispose();
                }));
                Thread.SpinWait(TestLoad.NewRandom(round).Next(20_000));
                disposed.Dispose();
                await sender;
                await receiver;
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
