using Causeway.Messaging.Tests.Connections;

namespace Causeway.Messaging.Tests.Streams;

public sealed class StreamTests
{
    [Theory]
    [InlineData(4096, 1, 1)]
    [InlineData(4096, 100, 7)]
    [InlineData(4096, 1016, 5000)]
    [InlineData(16384, 100_000, 3000)]
    [InlineData(1 << 20, 300_000, 64 * 1024)]
    public async Task Write_OfAnySize_IsReadAsTheSameBytes(int ringBytes, int writeBytes, int readBytes)
    {
        using StreamPair pair = new(ringBytes);
        byte[] sent = StreamPair.Bytes(Math.Max(20_000, writeBytes));
        Task writing = StreamPair.OnThread(() =>
        {
            for (int at = 0; at < sent.Length; at += writeBytes)
                pair.One.Write(sent, at, Math.Min(writeBytes, sent.Length - at));
            pair.One.CompleteSending();
        });

        Assert.Equal(sent, ReadAll(pair.Two, readBytes));
        await writing;
    }

    [Theory]
    [InlineData(4096, 100, 7)]
    [InlineData(4096, 100_000, 3000)]
    [InlineData(1 << 20, 300_000, 64 * 1024)]
    public async Task WriteAsync_OfAnySize_IsReadAsTheSameBytes(int ringBytes, int writeBytes, int readBytes)
    {
        using StreamPair pair = new(ringBytes);
        byte[] sent = StreamPair.Bytes(Math.Max(20_000, writeBytes));
        Task<byte[]> reading = ReadAllAsync(pair.Two, readBytes);
        for (int at = 0; at < sent.Length; at += writeBytes)
            await pair.One.WriteAsync(sent.AsMemory(at, Math.Min(writeBytes, sent.Length - at)));
        pair.One.CompleteSending();

        Assert.Equal(sent, await reading);
    }

    [Fact]
    public void Read_OfLessThanARecord_LeavesTheRest()
    {
        using StreamPair pair = new();
        pair.One.Write("hello"u8);
        byte[] buffer = new byte[100];

        Assert.Equal(2, pair.Two.Read(buffer, 0, 2));
        Assert.Equal(2, pair.Two.Read(buffer, 2, 2));
        pair.One.Write(", world"u8);
        Assert.Equal(8, pair.Two.Read(buffer, 4, 96));
        Assert.Equal("hello, world"u8, buffer.AsSpan(0, 12));
    }

    [Fact]
    public void Read_PeerHasCompletedItsSending_GivesTheRestThenTheEnd_AndTheOtherWayGoesOn()
    {
        using StreamPair pair = new();
        pair.One.Write("last"u8);
        pair.One.CompleteSending();
        pair.Two.Write("answer"u8);

        Assert.Equal("last"u8, ReadAll(pair.Two, 3));
        Assert.Equal(0, pair.Two.Read(new byte[1]));
        Assert.Equal(6, pair.One.Read(new byte[10]));
        Assert.Throws<InvalidOperationException>(() => pair.One.Write("more"u8));
    }

    [Fact]
    public async Task Read_PeerHasDisposed_IsTheEnd_AndAWriteSaysClosed()
    {
        using StreamPair pair = new();
        pair.One.Write("x"u8);
        pair.One.Dispose();

        Assert.Equal("x"u8.ToArray(), await ReadAllAsync(pair.Two, 10));
        Assert.Equal(0, await pair.Two.ReadAsync(new byte[1]));
        while (pair.Two.Connection.State == SharedConnectionState.Open)
            await Task.Yield();
        Assert.Throws<PeerClosedException>(() => pair.Two.Write("y"u8));
        await Assert.ThrowsAsync<PeerClosedException>(async () => await pair.Two.WriteAsync("y"u8.ToArray()));
    }

    [Fact]
    public void Read_NothingComes_TimesOut_AndTheNextGoesOn()
    {
        using StreamPair pair = new();
        pair.Two.ReadTimeout = 10;

        Assert.Throws<TimeoutException>(() => pair.Two.Read(new byte[1]));
        pair.One.Write("x"u8);
        Assert.Equal(1, pair.Two.Read(new byte[1]));
    }

    [Fact]
    public async Task Read_PeerSendsAnEmptyRecord_BreaksTheProtocol()
    {
        using StreamPair pair = new();
        pair.One.Write("x"u8);
        pair.One.Connection.Send([]);

        Assert.Equal(1, pair.Two.Read(new byte[10]));
        Assert.Throws<ProtocolViolationException>(() => pair.Two.Read(new byte[10]));
        await Assert.ThrowsAsync<ProtocolViolationException>(async () => Assert.Equal(0, await pair.Two.ReadAsync(new byte[10])));
    }

    [Fact]
    public void Read_OfNoBytes_WaitsUntilThereAreSome()
    {
        using StreamPair pair = new();
        pair.Two.ReadTimeout = 10;

        Assert.Throws<TimeoutException>(() => pair.Two.Read([]));
        pair.One.Write("x"u8);
        Assert.Equal(0, pair.Two.Read([]));
        Assert.Equal(1, pair.Two.Read(new byte[1]));
    }

    [Fact]
    public void Write_NoRoom_TimesOut()
    {
        using StreamPair pair = new();
        pair.One.WriteTimeout = 10;

        Assert.Throws<TimeoutException>(() => pair.One.Write(new byte[8192]));
    }

    [Fact]
    public async Task ReadAsync_Cancelled_LosesNothing()
    {
        using StreamPair pair = new();
        using CancellationTokenSource cancelled = new();
        ValueTask<int> reading = pair.Two.ReadAsync(new byte[10], cancelled.Token);
        Assert.Throws<InvalidOperationException>(() => pair.Two.Read(new byte[10]));
        cancelled.Cancel();

        await Assert.ThrowsAsync<OperationCanceledException>(() => reading.AsTask());
        pair.One.Write("xy"u8);
        Assert.Equal(2, await pair.Two.ReadAsync(new byte[10]));
    }

    [Fact]
    public async Task Dispose_WhileAReadWaits_EndsIt()
    {
        using StreamPair pair = new();
        Task<int> reading = pair.Two.ReadAsync(new byte[10]).AsTask();
        pair.Two.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading);
        Assert.Throws<ObjectDisposedException>(() => pair.Two.Read(new byte[10]));
        Assert.False(pair.Two.CanRead);
    }

    [Fact]
    public void Dispose_WithTheRestOfARecord_LetsTheMemoryGo()
    {
        int before = Mappings();
        using (StreamPair pair = new())
        {
            pair.One.Write("hello"u8);
            Assert.Equal(1, pair.Two.Read(new byte[1]));
            Assert.True(Mappings() > before);
        }

        Assert.Equal(before, Mappings());
    }

    [Fact]
    public void GetStream_GivesTheSameOne_AndOnlyOfBytes()
    {
        using StreamPair pair = new();
        using ConnectionPair messages = new();

        Assert.Same(pair.One, pair.One.Connection.GetStream());
        Assert.Contains("Mode", Assert.Throws<InvalidOperationException>(messages.One.GetStream).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(messages.One.GetPipe);
    }

    [Fact]
    public void Send_OfBytesWithoutAStream_IsRefused()
    {
        using ConnectionPair pair = new(new SharedConnectionOptions { Mode = SharedConnectionMode.Stream, RingBytes = 4096 });

        Assert.Throws<InvalidOperationException>(() => pair.One.TrySend("x"u8));
        Assert.Throws<InvalidOperationException>(() => pair.One.TryReceive(out _));
        Assert.Throws<InvalidOperationException>(() => pair.One.As<int>());
    }

    private static int Mappings() => File.ReadLines("/proc/self/maps").Count(line => line.Contains("causeway-connection", StringComparison.Ordinal));

    private static byte[] ReadAll(Stream stream, int atOnce)
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[atOnce];
        while (stream.Read(buffer) is var count and > 0)
            all.Write(buffer, 0, count);
        return all.ToArray();
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream, int atOnce)
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[atOnce];
        while (await stream.ReadAsync(buffer) is var count and > 0)
            all.Write(buffer, 0, count);
        return all.ToArray();
    }
}
