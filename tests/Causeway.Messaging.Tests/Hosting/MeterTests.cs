using System.Globalization;
using Causeway.Messaging.Tests.Connections;
using Causeway.Messaging.Tests.Meeting;

namespace Causeway.Messaging.Tests.Hosting;

public sealed class MeterTests : IDisposable
{
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void Meter_CountsBytesConnectionsAndDeaths()
    {
        using MeterReading meter = new();
        using (ConnectionPair pair = new())
        {
            long sent = meter["sent"];
            long received = meter["received"];
            pair.One.Send(new byte[100]);
            pair.Two.Receive().Dispose();

            // Other tests of this process may run beside this one.
            Assert.True(meter["sent"] >= sent + 108);
            Assert.True(meter["received"] >= received + 108);
            Assert.True(meter["open"] >= 2);
            Assert.True(meter["opened"] >= 2);
        }

        long last = meter["sent"];
        Assert.True(meter["sent"] >= last);
    }

    /// <summary>In a process of its own: nothing else is counted there.</summary>
    [Fact]
    public void Messages_AreCountedHoweverTheyGo_AtBothSides()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("counted", _domain.Options);
        using Peer peer = Peer.StartDotnet(CountInPeer, _domain.Path);
        using SharedConnection connection = listener.Accept();
        for (int i = 0; i < 11; i++)
            connection.Send(new byte[i * 10]);
        for (int i = 0; i < 12; i++)
            connection.Receive().Dispose();

        // Sent, received, and received once it was closed.
        Assert.Equal("12 11 11", peer.ReadLine());
        peer.ExpectSuccess();
    }

    [Fact]
    public void Stream_HasBytesAndNoMessages()
    {
        using Peer peer = Peer.StartDotnet(StreamInPeer);
        Assert.Equal("0 0 112 112", peer.ReadLine());
        peer.ExpectSuccess();
    }

    private static async Task CountInPeer(string[] arguments)
    {
        using MeterReading meter = new();
        using (SharedConnection connection = SharedConnection.Connect("counted", MeetingDomain.OptionsOf(arguments[0])))
        {
            await ReceiveElevenAsync(connection);
            long received = meter["messages.received"];
            await SendTwelveAsync(connection);
            Console.Write(string.Create(CultureInfo.InvariantCulture, $"{meter["messages.sent"]} {received} "));
        }

        Console.WriteLine(meter["messages.received"].ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Eleven, by each of the ways.</summary>
    private static async Task ReceiveElevenAsync(SharedConnection connection)
    {
        byte[] buffer = new byte[200];
        for (int i = 0; i < 2; i++)
            connection.Receive().Dispose();
        (await connection.ReceiveAsync()).Dispose();
        for (int i = 3; i < 9; i++)
            Assert.Equal(i * 10, i % 2 == 0 ? connection.Receive(buffer) : await connection.ReceiveAsync(buffer));
        for (int left = 2; left > 0;)
        {
            using MessageBatch batch = connection.ReceiveBatch(left);
            left -= batch.Count;
        }
    }

    /// <summary>Twelve that are sent, and others that are not.</summary>
    private static async Task SendTwelveAsync(SharedConnection connection)
    {
        connection.Send(new byte[64]);
        connection.Send(new byte[5]);
        connection.Send(new byte[1000]);
        await connection.SendAsync(new byte[7]);
        connection.Reserve(10);
        connection.Commit(3);
        connection.Reserve(10);
        connection.Abandon();
        using (SharedSendBatch batch = connection.BeginBatch())
        {
            for (int i = 0; i < 4; i++)
                Assert.True(batch.TryAdd("one of four"u8));
            batch.Commit();
        }

        using (SharedSendBatch batch = connection.BeginBatch())
            Assert.True(batch.TryAdd("not sent"u8));
        connection.SendBatch([new byte[1], new byte[2], new byte[3]]);
    }

    private static void StreamInPeer(string[] arguments)
    {
        using MeterReading meter = new();
        using ConnectionPair pair = new(new SharedConnectionOptions { RingBytes = 4096, Mode = SharedConnectionMode.Stream });
        pair.One.GetStream().Write(new byte[100]);
        Assert.Equal(100, pair.Two.GetStream().Read(new byte[200]));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{meter["messages.sent"]} {meter["messages.received"]} {meter["sent"]} {meter["received"]}"));
    }
}
