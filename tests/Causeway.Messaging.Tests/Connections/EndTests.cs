using Causeway.Messaging.Meeting;
using Causeway.Tests.Named;
using static Causeway.Messaging.Tests.Connections.ConnectionPair;

namespace Causeway.Messaging.Tests.Connections;

/// <summary>Ends within one process: Dispose while something is under way.</summary>
public sealed class EndTests
{
    [Fact]
    public void Dispose_WhileAThreadReceives_EndsIt()
    {
        for (int i = 0; i < 50; i++)
        {
            using ConnectionPair pair = new();
            Task receiving = OwnThread.Start(() => Assert.Throws<ObjectDisposedException>(() => pair.One.Receive()));
            if (i % 2 == 0)
                WaitUntilBlocked(pair.One);
            pair.One.Dispose();
            receiving.GetAwaiter().GetResult();
        }
    }

    [Fact]
    public void Dispose_WhileAThreadSends_EndsIt()
    {
        for (int i = 0; i < 50; i++)
        {
            using ConnectionPair pair = new();
            Task sending = OwnThread.Start(() => Assert.Throws<ObjectDisposedException>((Action)(() => SendWithoutEnd(pair.One))));
            pair.One.Dispose();
            sending.GetAwaiter().GetResult();
        }
    }

    [Fact]
    public void Dispose_LeaseOut_ItsBytesStay_AndItsMemoryGoesWithIt()
    {
        using ConnectionPair pair = new();
        pair.One.Send(Bytes("kept"));
        MessageLease lease = pair.Two.Receive();
        pair.Two.Dispose();
        pair.Two.Dispose();

        Assert.Equal("kept", Text(lease));
        Assert.Throws<ObjectDisposedException>(() => lease.Span.Length);
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pair.Two.TryReceive(out _));
        Assert.Throws<ObjectDisposedException>(() => pair.Two.TrySend(default));
        Assert.Throws<ObjectDisposedException>(() => pair.Two.CompleteSending());
        Assert.Equal(SharedConnectionState.Disposed, pair.Two.State);
    }

    [Fact]
    public void Dispose_Reserved_RoomStays_AndCommitSaysDisposed()
    {
        using ConnectionPair pair = new();
        Span<byte> room = pair.One.Reserve(100);
        pair.One.Dispose();
        room.Fill(1);

        Assert.Throws<ObjectDisposedException>(() => pair.One.Commit());
        Assert.Contains("the peer closed it", Assert.Throws<PeerClosedException>(() => pair.Two.Receive()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_PeerBlockedInBothDirections_BothSayClosed()
    {
        using ConnectionPair pair = new();
        Task sending = OwnThread.Start(() => Assert.Throws<PeerClosedException>((Action)(() => SendWithoutEnd(pair.One))));
        Task receiving = OwnThread.Start(() => Assert.Throws<PeerClosedException>(() => pair.One.Receive()));
        WaitUntilBlocked(pair.One);
        pair.Two.Dispose();

        sending.GetAwaiter().GetResult();
        receiving.GetAwaiter().GetResult();
        Assert.True(SpinWait.SpinUntil(() => pair.One.State == SharedConnectionState.PeerClosed, Watchdog.Limit));
    }

    [Theory]
    [InlineData(false, "receive")]
    [InlineData(false, "await")]
    [InlineData(true, "receive")]
    [InlineData(true, "await")]
    public async Task Dispose_SocketHeldOpenElsewhere_WhoReceivesIsToldByTheMark(bool blocks, string how)
    {
        SharedConnectionOptions options = new() { RingBytes = 4096, Spin = TimeSpan.Zero };
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);

        // As a child has it that was forked without exec: nothing hangs up.
        using SafeFileDescriptor held = second.Descriptor.Duplicate();
        (SharedConnection one, SharedConnection two) = SharedConnection.CreatePair(options, new MeetingSocket(first, null, null), new MeetingSocket(second, null, null));
        using (one)
        {
            two.Send("before"u8);
            Assert.Equal("before", Text(one.Receive()));
            Task<PeerClosedException> told = how == "await"
                ? Assert.ThrowsAsync<PeerClosedException>(async () => await one.ReceiveAsync())
                : OwnThread.Start(() => Assert.Throws<PeerClosedException>(() => one.Receive(Watchdog.Limit)));
            if (blocks)
                WaitUntilBlocked(one);
            two.Dispose();
            await told.WaitAsync(Watchdog.Limit);
            Assert.Equal(SharedConnectionState.Open, one.State);
            Assert.True(one.IsCompleted);
            Assert.True(one.TrySend("nobody is there any more, which nobody has said"u8));
        }
    }

    [Fact]
    public async Task CompleteSending_RingIsFull_WhoReceivesFindsAll_ThenTheMark()
    {
        // Without a hang-up: only the mark ends it.
        using ConnectionPair pair = new();
        int sent = 0;
        for (int length = pair.One.MaxMessageBytes; length >= 0; length = length == 0 ? -1 : length / 2)
        {
            while (pair.One.TrySend(new byte[length]))
                sent++;
        }

        pair.One.CompleteSending();
        for (int i = 0; i < sent; i++)
            pair.Two.Receive(Watchdog.Limit).Dispose();
        Assert.False(await pair.Two.WaitToReceiveAsync().AsTask().WaitAsync(Watchdog.Limit));
        Assert.Throws<PeerClosedException>(() => pair.Two.Receive(Watchdog.Limit));
        PeerClosedException half = Assert.Throws<PeerClosedException>(() => pair.Two.TryReceive(out _));
        Assert.Contains("the peer sends no more", half.Message, StringComparison.Ordinal);
        pair.Two.Send("the other direction goes on"u8);
        Assert.Equal("the other direction goes on", Text(pair.One.Receive(Watchdog.Limit)));
    }

    [Theory]
    [InlineData("receive")]
    [InlineData("await")]
    [InlineData("wait")]
    public async Task CompleteSending_WhoReceivesSleeps_WakesIt(string how)
    {
        for (int i = 0; i < 20; i++)
        {
            using ConnectionPair pair = new(new SharedConnectionOptions { RingBytes = 4096, Spin = TimeSpan.Zero });
            Task told = how switch
            {
                "receive" => OwnThread.Start(() => Assert.Throws<PeerClosedException>(() => pair.Two.Receive(Watchdog.Limit))),
                "await" => Assert.ThrowsAsync<PeerClosedException>(async () => await pair.Two.ReceiveAsync()),
                _ => ExpectNoMoreAsync(pair.Two),
            };
            WaitUntilBlocked(pair.Two);
            pair.One.CompleteSending();
            await told.WaitAsync(Watchdog.Limit);
        }
    }

    [Theory]
    [InlineData("receive")]
    [InlineData("await")]
    public async Task Abort_PeerReceivesWhatWasSent_ThenHearsOfADeath(string how)
    {
        using ConnectionPair pair = new(new SharedConnectionOptions { RingBytes = 4096, Spin = TimeSpan.Zero });
        Task<ObjectDisposedException> waiting = Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.One.ReceiveAsync());
        pair.One.Send("before"u8);
        pair.One.Reserve(100).Fill(1);
        Assert.Equal("before", Text(pair.Two.Receive(Watchdog.Limit)));
        Task told = how == "await"
            ? Assert.ThrowsAsync<PeerDiedException>(async () => await pair.Two.ReceiveAsync())
            : OwnThread.Start(() => Assert.Throws<PeerDiedException>(() => pair.Two.Receive(Watchdog.Limit)));
        WaitUntilBlocked(pair.Two);
        pair.One.Abort();

        await told.WaitAsync(Watchdog.Limit);
        await waiting.WaitAsync(Watchdog.Limit);
        Assert.Equal((SharedConnectionState.Disposed, SharedConnectionState.PeerDied), (pair.One.State, pair.Two.State));
        Assert.False(pair.Two.IsCompleted);
        Assert.Throws<PeerDiedException>(() => pair.Two.Send("x"u8));
        pair.One.Abandon();
    }

    [Fact]
    public void Abort_AfterDisposeOrCompleteSending_TakesNothingBack()
    {
        using ConnectionPair closed = new();
        closed.One.Dispose();
        closed.One.Abort();
        Assert.Throws<PeerClosedException>(() => closed.Two.Receive(Watchdog.Limit));

        using ConnectionPair pair = new();
        pair.One.Send("all"u8);
        pair.One.CompleteSending();
        pair.One.Abort();
        Assert.Equal("all", Text(pair.Two.Receive(Watchdog.Limit)));
        Assert.Throws<PeerClosedException>(() => pair.Two.Receive(Watchdog.Limit));
        Assert.True(SpinWait.SpinUntil(() => pair.Two.State == SharedConnectionState.PeerDied, Watchdog.Limit));
    }

    private static async Task ExpectNoMoreAsync(SharedConnection connection) => Assert.False(await connection.WaitToReceiveAsync());

    private static void SendWithoutEnd(SharedConnection connection)
    {
        while (true)
            connection.Send(new byte[100]);
    }

    private static void WaitUntilBlocked(SharedConnection connection) =>
        Assert.True(SpinWait.SpinUntil(() => connection.IsReceiving, Watchdog.Limit));
}
