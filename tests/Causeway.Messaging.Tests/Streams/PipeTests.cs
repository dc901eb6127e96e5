using System.Buffers;
using System.IO.Pipelines;

namespace Causeway.Messaging.Tests.Streams;

public sealed class PipeTests
{
    [Fact]
    public async Task Write_MoreThanTheRing_IsReadWhole_ThenTheEnd()
    {
        using StreamPair pair = new();
        IDuplexPipe one = pair.One.Connection.GetPipe();
        IDuplexPipe two = pair.Two.Connection.GetPipe();
        byte[] sent = StreamPair.Bytes(100_000);
        Task<byte[]> reading = ReadAllAsync(two.Input);
        await one.Output.WriteAsync(sent);
        await one.Output.CompleteAsync();

        Assert.Equal(sent, await reading);
        await two.Output.WriteAsync("answer"u8.ToArray());
        ReadResult answer = await one.Input.ReadAsync();
        Assert.Equal("answer"u8, answer.Buffer.ToArray());
    }

    [Fact]
    public async Task Complete_BothWays_ClosesTheConnection()
    {
        using StreamPair pair = new();
        IDuplexPipe one = pair.One.Connection.GetPipe();
        await one.Output.CompleteAsync();
        Assert.Equal(SharedConnectionState.Open, pair.One.Connection.State);
        await one.Input.CompleteAsync();

        Assert.Equal(SharedConnectionState.Disposed, pair.One.Connection.State);
        Assert.Equal(0, await pair.Two.ReadAsync(new byte[1]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Complete_WithAnException_PeerReadsNoCleanEnd(bool isAsync)
    {
        using StreamPair pair = new();
        PipeWriter output = pair.One.Connection.GetPipe().Output;
        await output.WriteAsync("half"u8.ToArray());
        "lost"u8.CopyTo(output.GetSpan(4));
        output.Advance(4);
        if (isAsync)
            await output.CompleteAsync(new InvalidDataException());
        else
            output.Complete(new InvalidDataException());
        output.Complete();

        byte[] buffer = new byte[10];
        Assert.Equal(4, pair.Two.Read(buffer));
        Assert.Equal("half"u8, buffer.AsSpan(0, 4));
        Assert.Throws<PeerDiedException>(() => pair.Two.Read(buffer));
        Assert.Equal(SharedConnectionState.Disposed, pair.One.Connection.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Complete_WhileAFlushWaits_EndsIt_AndPeerReadsNoCleanEnd(bool buffered)
    {
        using StreamPair pair = new();
        PipeWriter output = pair.One.Connection.GetPipe().Output;
        byte[] more = new byte[3 * pair.One.Connection.RingBytes];
        if (buffered)
            output.Write(more);
        ValueTask<FlushResult> flushing = buffered ? output.FlushAsync() : output.WriteAsync(more);
        Assert.False(flushing.IsCompleted);
        output.Complete();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await flushing);
        Assert.Throws<PeerDiedException>(() => pair.Two.CopyTo(Stream.Null));
    }

    [Fact]
    public async Task Complete_ThenAgainWithAnException_StaysInGoodOrder()
    {
        using StreamPair pair = new();
        IDuplexPipe one = pair.One.Connection.GetPipe();
        await one.Output.CompleteAsync();
        one.Output.Complete(new InvalidDataException());

        Assert.Equal(0, await pair.Two.ReadAsync(new byte[1]));
        await pair.Two.WriteAsync("x"u8.ToArray());
        Assert.Equal(1, (await one.Input.ReadAsync()).Buffer.Length);
    }

    [Fact]
    public async Task CancelPendingRead_EndsTheWait()
    {
        using StreamPair pair = new();
        IDuplexPipe one = pair.One.Connection.GetPipe();
        ValueTask<ReadResult> reading = one.Input.ReadAsync();
        one.Input.CancelPendingRead();

        Assert.True((await reading).IsCanceled);
        await pair.Two.WriteAsync("x"u8.ToArray());
        Assert.Equal(1, (await one.Input.ReadAsync()).Buffer.Length);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Flush_CancelledAndRepeated_WritesEachByteOnce(bool byToken, bool buffered)
    {
        using StreamPair pair = new();
        PipeWriter output = pair.One.Connection.GetPipe().Output;
        byte[] sent = StreamPair.Bytes(20_000);
        await CancelHalfwayAsync(output, sent, byToken, buffered);
        Task<byte[]> reading = ReadAllAsync(pair.Two.Connection.GetPipe().Input);
        FlushResult result = await output.FlushAsync();
        Assert.False(result.IsCanceled || result.IsCompleted);
        Assert.Equal(0, output.UnflushedBytes);
        await output.CompleteAsync();

        Assert.Equal(sent, await reading);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Complete_AfterACancelledFlush_WritesTheRest(bool isAsync)
    {
        using StreamPair pair = new();
        PipeWriter output = pair.One.Connection.GetPipe().Output;
        byte[] sent = StreamPair.Bytes(20_000);
        await CancelHalfwayAsync(output, sent, byToken: false, buffered: true);
        Task<byte[]> reading = ReadAllAsync(pair.Two.Connection.GetPipe().Input);
        if (isAsync)
            await output.CompleteAsync();
        else
            await StreamPair.OnThread(() => output.Complete());

        Assert.Equal(sent, await reading);
    }

    [Fact]
    public async Task Flush_ThePeerClosesWhileItWaits_IsAnErrorOnce()
    {
        using StreamPair pair = new();
        IDuplexPipe one = pair.One.Connection.GetPipe();
        Assert.False((await one.Output.FlushAsync()).IsCompleted);
        ValueTask<FlushResult> flushing = one.Output.WriteAsync(new byte[20_000]);
        Assert.False(flushing.IsCompleted);
        pair.Two.Dispose();

        await Assert.ThrowsAsync<PeerClosedException>(async () => await flushing);
        Assert.True((await one.Output.FlushAsync()).IsCompleted);
        await Assert.ThrowsAsync<PeerClosedException>(async () => await one.Output.WriteAsync("x"u8.ToArray()));
        Assert.Equal(0, one.Output.UnflushedBytes);
        await one.Output.CompleteAsync();
    }

    [Fact]
    public async Task Complete_ThatFails_IsNoOrderlyEnd()
    {
        using StreamPair pair = new();
        pair.One.WriteTimeout = 50;
        PipeWriter output = pair.One.Connection.GetPipe().Output;
        output.Write(StreamPair.Bytes(20_000));
        await Assert.ThrowsAsync<TimeoutException>(() => StreamPair.OnThread(() => output.Complete()));

        await Assert.ThrowsAsync<PeerDiedException>(async () => await ReadAllAsync(pair.Two.Connection.GetPipe().Input));
    }

    [Fact]
    public async Task Flush_ThePeerAbortsWhileItWaits_IsAnError()
    {
        using StreamPair pair = new();
        PipeWriter output = pair.One.Connection.GetPipe().Output;
        ValueTask<FlushResult> flushing = output.WriteAsync(new byte[20_000]);
        pair.Two.Connection.Abort();

        await Assert.ThrowsAsync<PeerDiedException>(async () => await flushing);
    }

    [Fact]
    public void GetPipe_GivesTheSameOne()
    {
        using StreamPair pair = new();

        Assert.Same(pair.One.Connection.GetPipe(), pair.One.Connection.GetPipe());
    }

    /// <summary>A flush that has filled the ring, and is cancelled.</summary>
    private static async Task CancelHalfwayAsync(PipeWriter output, byte[] sent, bool byToken, bool buffered)
    {
        byte[] given = [.. sent];
        using CancellationTokenSource cancellation = new();
        if (buffered)
            output.Write(given);
        ValueTask<FlushResult> flushing = buffered ? output.FlushAsync(cancellation.Token) : output.WriteAsync(given, cancellation.Token);
        Assert.False(flushing.IsCompleted);
        if (byToken)
        {
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await flushing);
        }
        else
        {
            output.CancelPendingFlush();
            Assert.True((await flushing).IsCanceled);
        }

        Assert.InRange(output.UnflushedBytes, 1, sent.Length - 1);
        Array.Clear(given);
    }

    private static async Task<byte[]> ReadAllAsync(PipeReader reader)
    {
        while (true)
        {
            ReadResult result = await reader.ReadAsync();
            if (result.IsCompleted)
                return result.Buffer.ToArray();
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
