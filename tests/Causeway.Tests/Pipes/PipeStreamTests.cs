namespace Causeway.Tests.Pipes;

public sealed class PipeStreamTests : IDisposable
{
    private readonly AnonymousPipe _pipe = AnonymousPipe.Create();
    private readonly byte[] _buffer = new byte[PipeWriteEnd.AtomicWriteBytes];

    public void Dispose() => _pipe.Dispose();

    [Fact]
    public void Capacity_SetAndRead_FollowsTheKernel()
    {
        Assert.Equal(65_536, _pipe.Reader.CapacityBytes);
        _pipe.Writer.CapacityBytes = 1;
        Assert.Equal(Environment.SystemPageSize, _pipe.Reader.CapacityBytes);
        _pipe.Reader.CapacityBytes = 100_000;
        Assert.Equal(131_072, _pipe.Writer.CapacityBytes);
        Assert.Throws<ArgumentOutOfRangeException>(() => _pipe.Writer.CapacityBytes = 0);
    }

    [RootFact]
    public void Capacity_OverTheLimitWithoutCapability_IsEperm() => OtherUser.ExpectSuccess(ExpectCapacityRefused);

    [Fact]
    public void Capacity_LessThanIsQueued_IsEbusy()
    {
        _pipe.Writer.Write(new byte[10_000]);
        Assert.Equal(10_000, _pipe.Reader.BytesAvailable);
        Assert.Equal(Errno.EBUSY, Assert.Throws<SyscallException>(() => _pipe.Writer.CapacityBytes = 4096).Errno);
    }

    [Fact]
    public void Read_WriterClosed_GivesTheRestThenTheEnd()
    {
        _pipe.Writer.Write("rest"u8);
        _pipe.Writer.Dispose();
        Assert.Equal(4, _pipe.Reader.Read(_buffer));
        Assert.Equal(0, _pipe.Reader.Read(_buffer));
    }

    [Fact]
    public async Task Write_ReaderClosed_IsEpipeAndNoSignal()
    {
        _pipe.Reader.Dispose();
        Assert.Equal(Errno.EPIPE, Assert.Throws<SyscallException>(() => _pipe.Writer.Write("x"u8)).Errno);
        Assert.Equal(Errno.EPIPE, (await Assert.ThrowsAsync<SyscallException>(() => _pipe.Writer.WriteAsync(_buffer).AsTask())).Errno);
        _pipe.Writer.Write([]);
    }

    [Fact]
    public async Task WriteAsync_FullAndReaderCloses_EndsWithEpipe()
    {
        Task writing = _pipe.Writer.WriteAsync(new byte[100_000]).AsTask();
        Assert.False(writing.IsCompleted);
        _pipe.Reader.Dispose();
        Assert.Equal(Errno.EPIPE, (await Assert.ThrowsAsync<SyscallException>(() => writing)).Errno);
    }

    [Fact]
    public async Task ReadAsync_WriterClosesMeanwhile_IsTheEnd()
    {
        Task<int> reading = _pipe.Reader.ReadAsync(_buffer).AsTask();
        Assert.False(reading.IsCompleted);
        _pipe.Writer.Dispose();
        Assert.Equal(0, await reading);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_TakesNothing()
    {
        using var cancel = new CancellationTokenSource();
        Task<int> reading = _pipe.Reader.ReadAsync(_buffer, cancel.Token).AsTask();
        await cancel.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal(cancel.Token, cancelled.CancellationToken);
        _pipe.Writer.Write("kept"u8);
        Assert.Equal(4, await _pipe.Reader.ReadAsync(_buffer));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _pipe.Reader.ReadAsync(_buffer, cancel.Token).AsTask());
    }

    [Fact]
    public async Task WriteAsync_CancelledWhileFull_AtomicBlockHasNotBeenWritten()
    {
        byte[] fill = new byte[_pipe.Writer.CapacityBytes];
        await _pipe.Writer.WriteAsync(fill);
        using var cancel = new CancellationTokenSource();
        Task writing = _pipe.Writer.WriteAsync(_buffer, cancel.Token).AsTask();
        Assert.False(writing.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        Assert.Equal(fill.Length, _pipe.Reader.BytesAvailable);
    }

    [Fact]
    public async Task Dispose_WhileAwaited_EndsBothEnds()
    {
        Task<int> reading = _pipe.Reader.ReadAsync(_buffer).AsTask();
        Task writing = _pipe.Writer.WriteAsync(new byte[1]).AsTask();
        await writing;
        Assert.Equal(1, await reading);
        reading = _pipe.Reader.ReadAsync(_buffer).AsTask();
        writing = StartFullWrite(out AnonymousPipe full);
        using (full)
        {
            _pipe.Reader.Dispose();
            full.Writer.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => reading);
            await Assert.ThrowsAsync<ObjectDisposedException>(() => writing);
        }

        Assert.Throws<ObjectDisposedException>(() => _pipe.Reader.Read(_buffer));
        Assert.False(_pipe.Reader.CanRead);
    }

    [Fact]
    public async Task WriteAsync_NearlyFull_WaitsForAWholePageThenGoesOn()
    {
        byte[] most = new byte[_pipe.Writer.CapacityBytes - 1];
        await _pipe.Writer.WriteAsync(most);
        Task writing = _pipe.Writer.WriteAsync(_buffer).AsTask();
        Assert.False(writing.IsCompleted);
        _pipe.Reader.ReadExactly(_buffer, 0, _buffer.Length - 1);
        Assert.False(writing.IsCompleted);
        _pipe.Reader.ReadExactly(_buffer, 0, 1);
        await writing;
        Assert.Equal(most.Length, _pipe.Reader.BytesAvailable);
    }

    [Fact]
    public void Read_AfterAsyncUseMadeItNonBlocking_StillWaits()
    {
        ValueTask<int> first = _pipe.Reader.ReadAsync(_buffer);
        _pipe.Writer.Write("a"u8);
        Assert.Equal(1, first.AsTask().GetAwaiter().GetResult());
        Task<int> second = Task.Factory.StartNew(() => _pipe.Reader.Read(new byte[1]), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _pipe.Writer.Write("b"u8);
        Assert.Equal(1, second.GetAwaiter().GetResult());
    }

    [Fact]
    public async Task PacketMode_ShortRead_LosesTheRestOfThatPacketAlone()
    {
        using AnonymousPipe packets = AnonymousPipe.Create(PipeMode.Packets);
        await packets.Writer.WriteAsync("four"u8.ToArray());
        await packets.Writer.WriteAsync("two"u8.ToArray());
        await packets.Writer.WriteAsync("end"u8.ToArray());
        Assert.Equal(4, await packets.Reader.ReadAsync(new byte[10]));
        Assert.Equal(1, packets.Reader.Read(new byte[1]));
        Assert.Equal(3, await packets.Reader.ReadAsync(_buffer));
        Assert.Equal("end"u8.ToArray(), _buffer[..3]);
    }

    [Fact]
    public void WrongEnd_IsNotSupported()
    {
        Assert.Throws<NotSupportedException>(() => _pipe.Reader.Write("x"u8));
        Assert.Throws<NotSupportedException>(() => _pipe.Writer.ReadByte());
        Assert.Throws<NotSupportedException>(() => _pipe.Reader.Length);
        Assert.Throws<NotSupportedException>(() => _pipe.Reader.Seek(0, SeekOrigin.Begin));
    }

    [Fact]
    public void DescriptorOfTheOtherEnd_IsEbadf()
    {
        using var reader = new PipeReadEnd(_pipe.Writer.Descriptor.Duplicate());
        using var writer = new PipeWriteEnd(_pipe.Reader.Descriptor.Duplicate());
        Assert.Equal(Errno.EBADF, Assert.Throws<SyscallException>(() => reader.Read(_buffer)).Errno);
        Assert.Equal(Errno.EBADF, Assert.Throws<SyscallException>(() => writer.Write("x"u8)).Errno);
    }

    [Fact]
    public void Child_WithoutTheWriteEnd_DoesNotKeepThePipeOpen()
    {
        using ChildProcess child = ChildProcess.Start("sleep", "1000");
        try
        {
            _pipe.Writer.Dispose();
            Assert.Equal(0, _pipe.Reader.Read(_buffer));
        }
        finally
        {
            child.Kill();
            child.WaitForExit();
        }
    }

    private static void ExpectCapacityRefused(string[] arguments)
    {
        int limit = int.Parse(File.ReadAllText("/proc/sys/fs/pipe-max-size"), System.Globalization.CultureInfo.InvariantCulture);
        using AnonymousPipe pipe = AnonymousPipe.Create();
        var failure = Assert.Throws<SyscallException>(() => pipe.Writer.CapacityBytes = 2 * limit);
        Assert.Equal(Errno.EPERM, failure.Errno);
        Assert.Contains("pipe-max-size", failure.Message, StringComparison.Ordinal);
    }

    private static Task StartFullWrite(out AnonymousPipe pipe)
    {
        pipe = AnonymousPipe.Create();
        Task writing = pipe.Writer.WriteAsync(new byte[100_000]).AsTask();
        Assert.False(writing.IsCompleted);
        return writing;
    }
}
