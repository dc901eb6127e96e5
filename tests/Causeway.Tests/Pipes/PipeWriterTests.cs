using System.Buffers;
using System.IO.Pipelines;

namespace Causeway.Tests.Pipes;

/// <summary><see cref="PipeWriteEnd.AsPipeWriter"/>: what a PipeWriter promises, also where a flush is cancelled.</summary>
public sealed class PipeWriterTests : IDisposable
{
    private const int Many = 20_000;

    private readonly AnonymousPipe _pipe = AnonymousPipe.Create();
    private readonly PipeWriter _writer;

    public PipeWriterTests()
    {
        _pipe.Writer.SetCapacity(4096);
        _writer = _pipe.Writer.AsPipeWriter();
    }

    public void Dispose() => _pipe.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Flush_CancelledAndRepeated_WritesEachByteOnce(bool byToken, bool buffered)
    {
        byte[] sent = await CancelHalfwayAsync(byToken, buffered);
        Task<byte[]> reading = ReadAllAsync();
        FlushResult result = await _writer.FlushAsync();
        Assert.False(result.IsCanceled || result.IsCompleted);
        Assert.Equal(0, _writer.UnflushedBytes);
        await _writer.CompleteAsync();

        Assert.Equal(sent, await reading);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Complete_AfterACancelledFlush_WritesTheRest(bool isAsync)
    {
        byte[] sent = await CancelHalfwayAsync(byToken: false, buffered: true);
        _writer.Write("more"u8);
        Task<byte[]> reading = ReadAllAsync();
        if (isAsync)
            await _writer.CompleteAsync();
        else
            _writer.Complete();

        byte[] all = await reading;
        Assert.Equal(sent, all[..Many]);
        Assert.Equal("more"u8, all.AsSpan(Many));
    }

    [Fact]
    public async Task Complete_WithAnException_WritesNoMore()
    {
        _writer.Write("lost"u8);
        await _writer.CompleteAsync(new InvalidDataException());

        Assert.Empty(await ReadAllAsync());
        Assert.False(_pipe.Writer.CanWrite);
    }

    [Fact]
    public async Task CancelPendingFlush_NoneIsPending_CancelsTheNextAlone()
    {
        _writer.CancelPendingFlush();
        _writer.CancelPendingFlush();
        Assert.True((await _writer.WriteAsync("abc"u8.ToArray())).IsCanceled);
        Assert.Equal(3, _writer.UnflushedBytes);
        Assert.False((await _writer.FlushAsync()).IsCanceled);
        Assert.Equal(3, _pipe.Reader.BytesAvailable);
    }

    [Fact]
    public async Task Write_TokenWasCancelledBefore_TakesNothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _writer.WriteAsync("abc"u8.ToArray(), cancelled));
        Assert.Equal(0, _writer.UnflushedBytes);
        Assert.False((await _writer.FlushAsync()).IsCanceled);
        Assert.Equal(0, _pipe.Reader.BytesAvailable);
    }

    [Fact]
    public async Task Flush_OfNothing_SaysWhetherAnybodyReads()
    {
        Assert.False((await _writer.FlushAsync()).IsCompleted);
        _pipe.Reader.Dispose();
        Assert.True((await _writer.FlushAsync()).IsCompleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Flush_NobodyReads_IsEpipeOnce(bool buffered)
    {
        _pipe.Reader.Dispose();
        if (buffered)
            _writer.Write("lost"u8);
        SyscallException failure = await Assert.ThrowsAsync<SyscallException>(async () => await (buffered ? _writer.FlushAsync() : _writer.WriteAsync("lost"u8.ToArray())));
        Assert.Equal(Errno.EPIPE, failure.Errno);
        Assert.Equal(0, _writer.UnflushedBytes);
        await _writer.CompleteAsync();
        Assert.False(_pipe.Writer.CanWrite);
    }

    [Fact]
    public async Task Flush_TheReaderGoesWhileItWaits_IsEpipe()
    {
        ValueTask<FlushResult> flushing = _writer.WriteAsync(new byte[Many]);
        Assert.False(flushing.IsCompleted);
        _pipe.Reader.Dispose();

        Assert.Equal(Errno.EPIPE, (await Assert.ThrowsAsync<SyscallException>(async () => await flushing)).Errno);
    }

    [Fact]
    public async Task Write_WhileAFlushWaits_IsRefused()
    {
        ValueTask<FlushResult> flushing = _writer.WriteAsync(new byte[Many]);
        Assert.Throws<InvalidOperationException>(() => _writer.GetMemory());
        Assert.Throws<InvalidOperationException>(() => _writer.Advance(0));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _writer.FlushAsync());
        Task<byte[]> reading = ReadAllAsync();
        await flushing;
        await _writer.CompleteAsync();
        Assert.Equal(Many, (await reading).Length);
        Assert.Throws<InvalidOperationException>(() => _writer.GetSpan());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _writer.FlushAsync());
    }

    [Fact]
    public async Task Complete_WhileAFlushWaits_EndsIt()
    {
        ValueTask<FlushResult> flushing = _writer.WriteAsync(new byte[Many]);
        _writer.Complete();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await flushing);
        Assert.False(_pipe.Writer.CanWrite);
    }

    [Fact]
    public async Task Complete_WhileAFlushWaits_OnAnEndThatStaysOpen_CancelsIt()
    {
        PipeWriter writer = _pipe.Writer.AsPipeWriter(new StreamPipeWriterOptions(leaveOpen: true));
        ValueTask<FlushResult> flushing = writer.WriteAsync(new byte[Many]);
        await writer.CompleteAsync();

        Assert.True((await flushing).IsCanceled);
        Assert.True(_pipe.Writer.CanWrite);
    }

    [Fact]
    public async Task Buffers_AreThoseOfThePool_AndGoBack()
    {
        using CountingPool pool = new();
        PipeWriter writer = _pipe.Writer.AsPipeWriter(new StreamPipeWriterOptions(pool, minimumBufferSize: 1));
        byte[] sent = new byte[300];
        new Random(1).NextBytes(sent);
        sent.AsSpan(0, 100).CopyTo(writer.GetSpan(100)); // longer than the pool's
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(-1));
        writer.Advance(100);
        for (int at = 100; at < 300; at += 10)
        {
            sent.AsSpan(at, 10).CopyTo(writer.GetSpan(10));
            writer.Advance(10);
        }

        Assert.Equal(300, writer.UnflushedBytes);
        Assert.InRange(pool.Out, 200 / CountingPool.Size, 200);
        await writer.FlushAsync();
        Assert.Equal(0, pool.Out);
        Assert.False(writer.GetMemory().IsEmpty);
        Assert.Equal(1, pool.Out);
        await writer.CompleteAsync();
        Assert.Equal(0, pool.Out);
        Assert.Equal(sent, await ReadAllAsync());
    }

    /// <summary>A flush that has filled the pipe, and is cancelled.</summary>
    /// <returns>All that was to be written.</returns>
    private async Task<byte[]> CancelHalfwayAsync(bool byToken, bool buffered)
    {
        byte[] sent = new byte[Many];
        new Random(7).NextBytes(sent);
        byte[] given = [.. sent];
        using CancellationTokenSource cancellation = new();
        if (buffered)
            _writer.Write(given);
        ValueTask<FlushResult> flushing = buffered ? _writer.FlushAsync(cancellation.Token) : _writer.WriteAsync(given, cancellation.Token);
        Assert.False(flushing.IsCompleted);
        if (byToken)
        {
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await flushing);
        }
        else
        {
            _writer.CancelPendingFlush();
            Assert.True((await flushing).IsCanceled);
        }

        Assert.Equal(Many - _pipe.Reader.BytesAvailable, _writer.UnflushedBytes);
        Array.Clear(given);
        return sent;
    }

    private async Task<byte[]> ReadAllAsync()
    {
        using MemoryStream all = new();
        await _pipe.Reader.CopyToAsync(all);
        return all.ToArray();
    }

    /// <summary>Small buffers, counted.</summary>
    private sealed class CountingPool : MemoryPool<byte>
    {
        public const int Size = 16;

        public int Out { get; private set; }

        public override int MaxBufferSize => Size;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            Assert.InRange(minBufferSize, -1, Size);
            Out++;
            return new Rented(this);
        }

        protected override void Dispose(bool disposing)
        {
            // Each buffer is an array of its own.
        }

        private sealed class Rented(CountingPool pool) : IMemoryOwner<byte>
        {
            private byte[]? _bytes = new byte[Size];

            public Memory<byte> Memory => _bytes ?? throw new ObjectDisposedException(nameof(Rented));

            public void Dispose()
            {
                Assert.NotNull(_bytes);
                _bytes = null;
                pool.Out--;
            }
        }
    }
}
