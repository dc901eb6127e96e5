using Causeway.Sys;
using Causeway.Tests.Named;
using Causeway.Waiting;

namespace Causeway.Tests.Pipes;

/// <summary>Reads and writes that do not wait, or not for ever.</summary>
public sealed class PipeLimitedTests : IDisposable
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private readonly AnonymousPipe _pipe = AnonymousPipe.Create();
    private readonly byte[] _record = new byte[PipeWriteEnd.AtomicWriteBytes];

    public void Dispose() => _pipe.Dispose();

    [Fact]
    public void TryRead_EmptyAndOpen_IsFalseAndOnlyThen()
    {
        Assert.False(_pipe.Reader.TryRead(_record, out int count));
        Assert.Equal(0, count);
        _pipe.Writer.Write("abc"u8);
        Assert.True(_pipe.Reader.TryRead(_record, out count));
        Assert.Equal(3, count);
        _pipe.Writer.Dispose();
        Assert.True(_pipe.Reader.TryRead(_record, out count));
        Assert.Equal(0, count);
    }

    [Fact]
    public void TryWrite_LongerThanFits_WritesWhatFitsThenIsFalse()
    {
        byte[] more = new byte[_pipe.Writer.CapacityBytes + 1];
        Assert.True(_pipe.Writer.TryWrite(more, out int count));
        Assert.Equal(more.Length - 1, count);
        Assert.False(_pipe.Writer.TryWrite(more, out count));
        Assert.Equal(0, count);
        Assert.False(_pipe.Writer.TryWriteAtomic(_record));
        Assert.Equal(more.Length - 1, _pipe.Reader.BytesAvailable);
    }

    [Fact]
    public void TryWriteAtomic_OneByteTooLittleRoom_WritesNothing()
    {
        _pipe.Writer.Write(new byte[_pipe.Writer.CapacityBytes]);

        // Not a page is free until the last byte of one is read.
        _pipe.Reader.ReadExactly(_record, 0, _record.Length - 1);
        Assert.Equal(0, DescriptorPoll.Peek(_pipe.Writer.Descriptor, LibC.POLLOUT));
        Assert.False(_pipe.Writer.TryWriteAtomic(_record));
        Assert.False(_pipe.Writer.TryWriteAtomic("x"u8));
        _pipe.Reader.ReadExactly(_record, 0, 1);
        Assert.Equal(LibC.POLLOUT, DescriptorPoll.Peek(_pipe.Writer.Descriptor, LibC.POLLOUT));
        Assert.True(_pipe.Writer.TryWriteAtomic(_record));
        Assert.False(_pipe.Writer.TryWriteAtomic("x"u8));
    }

    [Fact]
    public async Task WriteAtomic_MoreThanPipeBuf_IsRefusedBeforeTheCall()
    {
        byte[] tooLong = new byte[PipeWriteEnd.AtomicWriteBytes + 1];
        Assert.Throws<ArgumentException>(() => _pipe.Writer.WriteAtomic(tooLong));
        Assert.Throws<ArgumentException>(() => _pipe.Writer.TryWriteAtomic(tooLong));
        await Assert.ThrowsAsync<ArgumentException>(() => _pipe.Writer.WriteAtomicAsync(tooLong).AsTask());
        Assert.Equal(0, _pipe.Reader.BytesAvailable);

        _pipe.Writer.WriteAtomic(_record);
        Assert.True(_pipe.Writer.TryWriteAtomic(_record));
        await _pipe.Writer.WriteAtomicAsync(_record);
        Assert.Equal(3 * _record.Length, _pipe.Reader.BytesAvailable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_NothingInTime_TimesOutAndTakesNothing(bool nonBlocking)
    {
        using AnonymousPipe pipe = AnonymousPipe.Create(nonBlocking ? PipeMode.NonBlocking : PipeMode.Stream);
        Assert.Throws<TimeoutException>(() => pipe.Reader.Read(_record, s_short));
        Assert.Throws<TimeoutException>(() => pipe.Reader.Read(_record, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipe.Reader.Read(_record, TimeSpan.FromSeconds(-2)));
        pipe.Writer.Write("abc"u8);
        Assert.Equal(3, pipe.Reader.Read(_record, TimeSpan.Zero));
        pipe.Writer.Dispose();
        Assert.Equal(0, pipe.Reader.Read(_record, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_FullForTooLong_TimesOutAndSaysHowMuchWasWritten(bool nonBlocking)
    {
        using AnonymousPipe pipe = AnonymousPipe.Create(nonBlocking ? PipeMode.NonBlocking : PipeMode.Stream);
        byte[] more = new byte[100_000];
        var late = Assert.Throws<TimeoutException>(() => pipe.Writer.Write(more, s_short));
        Assert.Contains("65536 of 100000 bytes", late.Message, StringComparison.Ordinal);
        Assert.Throws<TimeoutException>(() => pipe.Writer.WriteAtomic(_record, TimeSpan.Zero));
        Assert.Equal(65_536, pipe.Reader.BytesAvailable);
        pipe.Reader.ReadExactly(_record);
        pipe.Writer.WriteAtomic(_record, TimeSpan.Zero);
        Assert.Equal(65_536, pipe.Reader.BytesAvailable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAndWrite_TokenCancelledWhileTheyWait_EndWithItAndMoveNothing(bool nonBlocking)
    {
        using AnonymousPipe pipe = AnonymousPipe.Create(nonBlocking ? PipeMode.NonBlocking : PipeMode.Stream);
        await ExpectCancelledAsync(nonBlocking ? BlockedThread.Poll : BlockedThread.Read, token => _ = pipe.Reader.Read(_record, timeout: null, token));
        pipe.Writer.Write(new byte[pipe.Writer.CapacityBytes]);
        await ExpectCancelledAsync(nonBlocking ? BlockedThread.Poll : BlockedThread.Write, token => pipe.Writer.WriteAtomic(_record, timeout: null, token));
        Assert.Equal(pipe.Writer.CapacityBytes, pipe.Reader.BytesAvailable);
    }

    [Fact]
    public void Read_CancelledAtAnyMoment_LosesNoByte()
    {
        using Tests.Waiting.Canceller canceller = new();
        int taken = 0;
        for (int round = 0; round < 500; round++)
        {
            using CancellationTokenSource source = new();
            canceller.CancelAfterSpins(source, round % 50 * 20, before: () => _pipe.Writer.Write("x"u8));
            try
            {
                taken += _pipe.Reader.Read(_record, timeout: null, source.Token);
            }
            catch (OperationCanceledException)
            {
                // What was written is still there.
            }

            canceller.WaitUntilDone();
        }

        Assert.Equal(500, taken + _pipe.Reader.BytesAvailable);
    }

    [Fact]
    public void ReadByteAndWriteByte_AreOneByte()
    {
        _pipe.Writer.WriteByte(0xFF);
        _pipe.Writer.WriteByte(7);
        Assert.Equal(0xFF, _pipe.Reader.ReadByte());
        Assert.Equal(7, _pipe.Reader.ReadByte());
    }

    private static async Task ExpectCancelledAsync(int waitsIn, Action<CancellationToken> call)
    {
        using CancellationTokenSource source = new();
        int thread = 0;
        Task waiting = OwnThread.Start(() =>
        {
            Volatile.Write(ref thread, LibC.gettid());
            call(source.Token);
            return true;
        });
        BlockedThread.WaitUntilIn(waitsIn, () => Volatile.Read(ref thread));
        await source.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(source.Token, cancelled.CancellationToken);
    }
}
