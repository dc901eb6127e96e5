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
        Assert.Throws<PeerClosedException>(() => pair.Two.Receive());
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
        Assert.True(SpinWait.SpinUntil(() => pair.One.State == SharedConnectionState.PeerClosed, TimeSpan.FromSeconds(30)));
    }

    private static void SendWithoutEnd(SharedConnection connection)
    {
        while (true)
            connection.Send(new byte[100]);
    }

    private static void WaitUntilBlocked(SharedConnection connection) =>
        Assert.True(SpinWait.SpinUntil(() => connection.IsReceiving, TimeSpan.FromSeconds(30)));
}
