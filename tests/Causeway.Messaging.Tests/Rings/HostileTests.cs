using Causeway.Messaging.Layout;
using Causeway.Messaging.Tests.Connections;
using Causeway.Tests.Named;

namespace Causeway.Messaging.Tests.Rings;

/// <summary>A peer that stores what it likes where it can.</summary>
public sealed unsafe class HostileTests
{
    [Theory]
    [InlineData(3u)]
    [InlineData(1u | (2041u << 2))]
    [InlineData(1u | (0x3FFF_FFFFu << 2))]
    [InlineData(2u | (1u << 2))]
    [InlineData(uint.MaxValue)]
    public void Receive_WordThatCannotBe_EndsTheConnection(uint word)
    {
        using ConnectionPair pair = new();
        Volatile.Write(ref *(uint*)pair.Two.Memory.RingOf(RingLayout.FromConnector), word);

        Assert.Throws<ProtocolViolationException>(() => pair.Two.Receive());
        Assert.Throws<ProtocolViolationException>(() => pair.Two.TryReceive(out _));
        Assert.Throws<ProtocolViolationException>(() => pair.Two.Send(default));
        Assert.Equal(SharedConnectionState.Failed, pair.Two.State);
        Assert.Throws<PeerDiedException>(() => pair.One.Receive());
    }

    [Theory]
    [InlineData(1UL << 63)]
    [InlineData(1UL << 40)]
    [InlineData(8UL)]
    public void Send_HeadThatCannotBe_EndsTheConnection(ulong head)
    {
        using ConnectionPair pair = new();
        Volatile.Write(ref *(ulong*)pair.One.Memory.ControlOf(RingLayout.FromConnector, RingLayout.Head64), head);

        Assert.Throws<ProtocolViolationException>(() => pair.One.Send(default));
        Assert.Throws<ProtocolViolationException>(() => pair.One.TryReserve(1, out _));
        Assert.Throws<ProtocolViolationException>(() => pair.One.Receive());
    }

    [Fact]
    public void ReceiveBatch_WordChangesAfterItWasCounted_EndsTheConnection()
    {
        using ConnectionPair pair = new();
        pair.One.Send(new byte[16]);
        pair.One.Send(new byte[16]);
        using MessageBatch batch = pair.Two.ReceiveBatch(5);
        Volatile.Write(ref *(uint*)(pair.Two.Memory.RingOf(RingLayout.FromConnector) + 24), Layout.Record.MessageWord(24));

        MessageBatch.Enumerator messages = batch.GetEnumerator();
        Assert.True(messages.MoveNext());
        bool refused = false;
        try
        {
            messages.MoveNext();
        }
        catch (ProtocolViolationException)
        {
            refused = true;
        }

        Assert.True(refused);
    }

    [Fact]
    public void Receive_PeerStoresInTheWaitingWordAllTheTime_TimesOut_CancelsAndEnds()
    {
        using ConnectionPair pair = new(new SharedConnectionOptions { RingBytes = 4096, Spin = TimeSpan.Zero });
        uint* word = (uint*)pair.One.Memory.ControlOf(RingLayout.FromConnector, RingLayout.Reader32);
        bool kept = pair.One.Memory.TryHold();
        using CancellationTokenSource stop = new();
        Task<bool> storing = OwnThread.Start(() =>
        {
            for (uint value = 0; !stop.IsCancellationRequested; value++)
                Volatile.Write(ref *word, value % 5);
            return true;
        });
        try
        {
            Assert.Throws<TimeoutException>(() => pair.Two.Receive(TimeSpan.FromMilliseconds(20)));
            using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(20));
            Assert.Throws<OperationCanceledException>(() => pair.Two.Receive(null, soon.Token));
            Task<PeerClosedException> blocked = OwnThread.Start(() => Assert.Throws<PeerClosedException>(() => pair.Two.Receive()));
            Assert.True(SpinWait.SpinUntil(() => pair.Two.IsReceiving, Watchdog.Limit));
            Assert.True(kept);
            pair.One.Dispose();
            blocked.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            storing.GetAwaiter().GetResult();
            pair.One.Memory.DangerousRelease();
        }
    }
}
