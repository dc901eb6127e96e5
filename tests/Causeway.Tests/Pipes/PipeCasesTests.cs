namespace Causeway.Tests.Pipes;

/// <summary>
/// The four cases of a pipe: empty and open, full and open, writers gone, readers gone; each by a blocking and an
/// asynchronous call, and with a C program at the other end.
/// </summary>
public sealed class PipeCasesTests : IDisposable
{
    private const int MoreThanFits = 100_000;
    private readonly AnonymousPipe _pipe = AnonymousPipe.Create();
    private readonly byte[] _buffer = new byte[MoreThanFits];

    public void Dispose() => _pipe.Dispose();

    [Fact]
    public async Task EmptyAndOpen_ReadWaitsForBytes()
    {
        Task<int> blocking = OnItsThread(() => _pipe.Reader.Read(_buffer));
        BlockedThread.WaitUntilIn(BlockedThread.Read, _pipe.Reader.Descriptor.Number);
        _pipe.Writer.Write("one"u8);
        Assert.Equal(3, await blocking);

        ValueTask<int> awaited = _pipe.Reader.ReadAsync(_buffer);
        Assert.False(awaited.IsCompleted);
        _pipe.Writer.Write("more"u8);
        Assert.Equal(4, await awaited);
    }

    [Fact]
    public async Task FullAndOpen_WriteWaitsForRoom()
    {
        Task<int> blocking = OnItsThread(() => { _pipe.Writer.Write(_buffer); return 0; });
        BlockedThread.WaitUntilIn(BlockedThread.Write, _pipe.Writer.Descriptor.Number);
        Assert.Equal(_pipe.Writer.CapacityBytes, _pipe.Reader.BytesAvailable);
        _pipe.Reader.ReadExactly(_buffer);
        await blocking;

        Task awaited = _pipe.Writer.WriteAsync(_buffer).AsTask();
        Assert.False(awaited.IsCompleted);
        await _pipe.Reader.ReadExactlyAsync(_buffer);
        await awaited;
    }

    [Fact]
    public async Task WritersGone_ReadDrainsThenEnds()
    {
        _pipe.Writer.Write("rest"u8);
        Assert.False(_pipe.Reader.WritersAreGone);
        _pipe.Writer.Dispose();
        Assert.True(_pipe.Reader.WritersAreGone);
        Assert.Equal(2, _pipe.Reader.Read(_buffer.AsSpan(0, 2)));
        Assert.Equal(2, await _pipe.Reader.ReadAsync(_buffer));
        Assert.Equal(0, _pipe.Reader.Read(_buffer));
        Assert.Equal(0, await _pipe.Reader.ReadAsync(_buffer));
        Assert.True(_pipe.Reader.TryRead(_buffer, out int count));
        Assert.Equal(0, count);
        Assert.Equal(-1, _pipe.Reader.ReadByte());
    }

    [Fact]
    public async Task ReadersGone_WriteIsEpipeAndTheProcessLives()
    {
        Assert.False(_pipe.Writer.ReadersAreGone);
        Task<Errno> waiting = OnItsThread(() => ErrorOf(() => _pipe.Writer.Write(_buffer)));
        BlockedThread.WaitUntilIn(BlockedThread.Write, _pipe.Writer.Descriptor.Number);
        _pipe.Reader.Dispose();
        Assert.Equal(Errno.EPIPE, await waiting);
        Assert.True(_pipe.Writer.ReadersAreGone);
        Assert.Equal(Errno.EPIPE, ErrorOf(() => _pipe.Writer.Write("x"u8)));
        Assert.Equal(Errno.EPIPE, ErrorOf(() => _pipe.Writer.TryWrite("x"u8, out _)));
        Assert.Equal(Errno.EPIPE, ErrorOf(() => _pipe.Writer.WriteAtomic("x"u8, TimeSpan.FromHours(1))));
        Assert.Equal(Errno.EPIPE, (await Assert.ThrowsAsync<SyscallException>(() => _pipe.Writer.WriteAsync(_buffer).AsTask())).Errno);

        // Nothing is written, so nobody is missed.
        _pipe.Writer.Write([]);
        Assert.True(_pipe.Writer.TryWrite([], out int count));
        Assert.Equal(0, count);
    }

    [Fact]
    public async Task CWriter_EmptyAndOpenThenGone_ReadWaitsDrainsAndEnds()
    {
        using Peer peer = Start(_pipe.Writer.Descriptor, "write", "5");
        _pipe.Writer.Dispose();
        peer.Expect("ready");
        Task<int> reading = OnItsThread(() => _pipe.Reader.Read(_buffer));
        BlockedThread.WaitUntilIn(BlockedThread.Read, _pipe.Reader.Descriptor.Number);
        peer.Send("go");
        Assert.Equal(5, await reading);
        peer.Expect("5");
        peer.ExpectSuccess();
        Assert.Equal(0, _pipe.Reader.Read(_buffer));
    }

    [Fact]
    public void CWriter_FullAndOpen_WaitsUntilWeRead()
    {
        using Peer peer = Start(_pipe.Writer.Descriptor, "write", $"{MoreThanFits}");
        peer.Expect("ready");
        peer.Send("go");
        _pipe.Reader.ReadExactly(_buffer);
        peer.Expect($"{MoreThanFits}");
        peer.ExpectSuccess();
        Assert.Equal(0, _pipe.Reader.BytesAvailable);
    }

    [Fact]
    public void CReader_WritersGone_GetsTheRestThenTheEnd()
    {
        using Peer peer = Start(_pipe.Reader.Descriptor, "read");
        peer.Expect("ready");
        Task<int> writing = OnItsThread(() => { _pipe.Writer.Write(_buffer); _pipe.Writer.Dispose(); return 0; });
        BlockedThread.WaitUntilIn(BlockedThread.Write, _pipe.Writer.Descriptor.Number);
        peer.Send("go");
        peer.Expect($"{MoreThanFits}");
        peer.ExpectSuccess();
        Assert.Equal(0, writing.GetAwaiter().GetResult());
    }

    [Fact]
    public void CReader_Closes_OurWaitingWriteIsEpipe()
    {
        using Peer peer = Start(_pipe.Reader.Descriptor, "close");
        _pipe.Reader.Dispose();
        peer.Expect("ready");
        Task<Errno> writing = OnItsThread(() => ErrorOf(() => _pipe.Writer.Write(_buffer)));
        BlockedThread.WaitUntilIn(BlockedThread.Write, _pipe.Writer.Descriptor.Number);
        peer.Send("go");
        Assert.Equal(Errno.EPIPE, writing.GetAwaiter().GetResult());
        peer.Expect("closed");
        peer.ExpectSuccess();
    }

    [Fact]
    public void CWriter_ReadersGone_DiesOfSigpipeOrGetsEpipe()
    {
        using Peer dies = Start(_pipe.Writer.Descriptor, "write", "1");
        using Peer told = Start(_pipe.Writer.Descriptor, "write", "1", "ignore");
        dies.Expect("ready");
        told.Expect("ready");
        _pipe.Reader.Dispose();
        dies.Send("go");
        told.Send("go");
        told.Expect("EPIPE");
        told.ExpectSuccess();
        Assert.Equal(Signal.Pipe, dies.Process.WaitForExit().Signal);
    }

    private static Peer Start(SafeFileDescriptor descriptor, params string[] arguments)
    {
        var options = new ChildProcessOptions(CCompiler.Compile("pipe_cases"), arguments);
        options.Descriptors[3] = descriptor;
        return Peer.Start(options);
    }

    private static Task<T> OnItsThread<T>(Func<T> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Errno ErrorOf(Action call) => Assert.Throws<SyscallException>(call).Errno;
}
