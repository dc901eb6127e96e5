using static Causeway.Messaging.Tests.Connections.ConnectionPair;

namespace Causeway.Messaging.Tests.Connections;

public sealed class SendReceiveTests : IDisposable
{
    private readonly ConnectionPair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void TrySend_BothWays_ArriveInOrder()
    {
        Assert.True(_pair.One.TrySend(Bytes("first")));
        Assert.True(_pair.One.TrySend(default));
        Assert.True(_pair.Two.TrySend(Bytes("other way")));

        Assert.True(_pair.Two.TryReceive(out MessageLease lease));
        Assert.Equal("first", Text(lease));
        Assert.True(_pair.Two.TryReceive(out lease));
        Assert.Equal("", Text(lease));
        Assert.False(_pair.Two.TryReceive(out _));
        Assert.Equal("other way", Text(_pair.One.Receive()));
    }

    [Fact]
    public void Receive_PeerDisposed_ReceivesWhatWasSentThenSaysClosed()
    {
        _pair.One.Send(Bytes("last words"));
        _pair.One.Dispose();

        Assert.Equal("last words", Text(_pair.Two.Receive()));
        Assert.Throws<PeerClosedException>(() => _pair.Two.Receive());
        Assert.True(_pair.Two.IsCompleted);
    }
}
