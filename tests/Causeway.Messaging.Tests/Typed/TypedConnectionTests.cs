using System.Text.Json.Serialization;
using System.Threading.Channels;
using Causeway.Messaging.Tests.Connections;
using Causeway.Messaging.Tests.Meeting;

namespace Causeway.Messaging.Tests.Typed;

public sealed class TypedConnectionTests : IDisposable
{
    private readonly ConnectionPair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task Structs_ArriveAsTheyWere()
    {
        SharedConnection<Tick> one = _pair.One.As<Tick>();
        SharedConnection<Tick> two = _pair.Two.As<Tick>();

        Assert.False(two.TryReceive(out _));
        Assert.True(one.TrySend(new Tick(1, 1.5)));
        one.Send(new Tick(2, 2.5));
        await one.SendAsync(new Tick(3, 3.5));
        Assert.True(two.TryReceive(out Tick first));
        Assert.Equal(new Tick(1, 1.5), first);
        Assert.Equal(new Tick(2, 2.5), two.Receive());
        Assert.Equal(new Tick(3, 3.5), await two.ReceiveAsync());
    }

    [Fact]
    public async Task SendAsync_NoRoom_WaitsUntilThePeerReceives()
    {
        SharedConnection<Tick> one = _pair.One.As<Tick>();
        SharedConnection<Tick> two = _pair.Two.As<Tick>();
        int sent = 0;
        while (one.TrySend(new Tick(sent, 0)))
            sent++;
        ValueTask late = one.SendAsync(new Tick(sent, 0));
        Assert.False(late.IsCompleted);

        for (int i = 0; i <= sent; i++)
            Assert.Equal(i, two.Receive().Id);
        await late;
    }

    [Fact]
    public void Json_ArrivesAsItWas()
    {
        SharedConnection<Order> one = _pair.One.As(OrderContext.Default.Order);
        SharedConnection<Order> two = _pair.Two.As(OrderContext.Default.Order);
        one.Send(new Order(17, "pear"));

        Assert.Equal(new Order(17, "pear"), two.Receive());
    }

    [Fact]
    public void Receive_MessageOfAnotherKind_SaysWhatItIs_AndTheNextGoesOn()
    {
        SharedConnection<Tick> ticks = _pair.Two.As<Tick>();
        SharedConnection<Order> orders = _pair.One.As(OrderContext.Default.Order);
        _pair.One.Send("short"u8);
        _pair.One.As<Tick>().Send(new Tick(1, 1));
        _pair.Two.Send("no json"u8);

        MessageFormatException failure = Assert.Throws<MessageFormatException>(() => ticks.Receive());
        Assert.Equal("short"u8, failure.MessageBytes.Span);
        Assert.Contains("16 bytes", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, ticks.Receive().Id);
        Assert.Equal("no json"u8, Assert.Throws<MessageFormatException>(() => orders.Receive()).MessageBytes.Span);
    }

    [Fact]
    public void As_TypeWithoutALayout_IsRefused() => Assert.Throws<NotSupportedException>(() => _pair.One.As<DateTime>());

    [Fact]
    public async Task ReadAll_EndsWhereThePeerCompletes()
    {
        SharedConnection<Tick> one = _pair.One.As<Tick>();
        Task<List<int>> reading = CollectAsync(_pair.Two.As<Tick>());
        for (int i = 0; i < 1000; i++)
            await one.SendAsync(new Tick(i, i));
        one.Connection.CompleteSending();

        Assert.Equal(Enumerable.Range(0, 1000), await reading);
    }

    [Fact]
    public async Task Channels_CarryWhatIsWritten_AndComplete()
    {
        ChannelWriter<Order> writer = _pair.One.As(OrderContext.Default.Order).Writer;
        ChannelReader<Order> reader = _pair.Two.As(OrderContext.Default.Order).Reader;
        Task<int> reading = CountAsync(reader);
        for (int i = 0; i < 1000; i++)
        {
            while (!writer.TryWrite(new Order(i, "pear")))
                Assert.True(await writer.WaitToWriteAsync());
        }

        await writer.WriteAsync(new Order(1000, "plum"));
        Assert.True(writer.TryComplete());
        Assert.False(writer.TryComplete());
        Assert.False(writer.TryWrite(new Order(0, "")));
        Assert.False(await writer.WaitToWriteAsync());
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await writer.WriteAsync(new Order(0, "")));
        Assert.Equal(1001, await reading);
        await reader.Completion;
    }

    [Fact]
    public async Task Channels_DisposedHere_NeitherGiveNorTake()
    {
        SharedConnection<Tick> one = _pair.One.As<Tick>();
        _pair.One.Dispose();

        Assert.False(one.Reader.TryRead(out _));
        Assert.False(one.Writer.TryWrite(default));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await one.Reader.WaitToReadAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await one.Writer.WaitToWriteAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => one.Reader.Completion);
    }

    [Fact]
    public async Task Channels_PeerHasClosed_TakeNoMore()
    {
        ChannelWriter<Tick> writer = _pair.One.As<Tick>().Writer;
        _pair.Two.Dispose();
        while (_pair.One.State == SharedConnectionState.Open)
            await Task.Yield();

        Assert.False(writer.TryWrite(default));
        Assert.False(await writer.WaitToWriteAsync());
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await writer.WriteAsync(default));
        Assert.True(writer.TryComplete());
    }

    [Fact]
    public async Task Channel_PeerKilled_GivesWhatWasSent_ThenFails()
    {
        using MeetingDomain domain = new();
        using SharedConnectionListener listener = SharedConnectionListener.Listen("ticks", domain.Options);
        using Peer peer = Peer.StartDotnet(SendAndHangInPeer, domain.Path, "ticks");
        using SharedConnection<Tick> connection = listener.Accept().As<Tick>();
        peer.Expect("sent");
        peer.Process.Kill();
        int count = 0;

        await Assert.ThrowsAsync<PeerDiedException>(async () =>
        {
            await foreach (Tick tick in connection.Reader.ReadAllAsync())
                Assert.Equal(count++, tick.Id);
        });
        Assert.Equal(10, count);
        await Assert.ThrowsAsync<PeerDiedException>(() => connection.Reader.Completion);
        await Assert.ThrowsAsync<PeerDiedException>(async () => await connection.ReadAllAsync().GetAsyncEnumerator().MoveNextAsync());
    }

    private static void SendAndHangInPeer(string[] arguments)
    {
        using SharedConnection<Tick> connection = SharedConnection.Connect(arguments[1], MeetingDomain.OptionsOf(arguments[0])).As<Tick>();
        for (int i = 0; i < 10; i++)
            connection.Send(new Tick(i, 0));
        Console.WriteLine("sent");
        Thread.Sleep(Timeout.Infinite);
    }

    private static async Task<List<int>> CollectAsync(SharedConnection<Tick> connection)
    {
        List<int> ids = [];
        await foreach (Tick tick in connection.ReadAllAsync())
            ids.Add(tick.Id);
        return ids;
    }

    private static async Task<int> CountAsync(ChannelReader<Order> reader)
    {
        int count = 0;
        await foreach (Order order in reader.ReadAllAsync())
            Assert.Equal(count++, order.Id);
        return count;
    }
}

/// <summary>A struct as a message.</summary>
internal readonly record struct Tick(int Id, double Price);

/// <summary>An object as a message.</summary>
internal sealed record Order(int Id, string Fruit);

[JsonSerializable(typeof(Order))]
internal sealed partial class OrderContext : JsonSerializerContext;
