using Causeway.Tests.Named;
using Causeway.Tests.Waiting;

namespace Causeway.Tests.Pipes;

/// <summary>splice(2) and tee(2).</summary>
public sealed class SpliceTests : IDisposable
{
    private readonly AnonymousPipe _from = AnonymousPipe.Create();
    private readonly AnonymousPipe _to = AnonymousPipe.Create();
    private readonly byte[] _buffer = new byte[100];

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    [Fact]
    public async Task SpliceTo_Pipe_MovesTheBytesAndAnswersTheEnd()
    {
        _from.Writer.Write("moving"u8);
        Assert.Equal(2, _from.Reader.SpliceTo(_to.Writer, 2));
        Assert.True(_from.Reader.TrySpliceTo(_to.Writer, 1, out int count));
        Assert.Equal(1, count);
        Assert.Equal(3, await _from.Reader.SpliceToAsync(_to.Writer, 100));
        Assert.Equal("moving", ReadTarget());

        _from.Writer.Dispose();
        Assert.Equal(0, _from.Reader.SpliceTo(_to.Writer, 100));
        Assert.Equal(0, await _from.Reader.SpliceToAsync(_to.Writer, 100));
        Assert.True(_from.Reader.TrySpliceTo(_to.Writer, 100, out count));
        Assert.Equal(0, count);
    }

    [Fact]
    public void SpliceTo_File_AtAnOffsetOrAtItsPosition()
    {
        using TestDirectory directory = new();
        using SafeFileDescriptor file = TestDescriptors.OpenFile(directory.PathOf("file"));
        _from.Writer.Write("headtail"u8);
        Assert.Equal(4, _from.Reader.SpliceTo(file, 4, offset: 10));
        Assert.Equal(4, _from.Reader.SpliceTo(file, 4));
        Assert.Equal("tail\0\0\0\0\0\0head", File.ReadAllText(directory.PathOf("file")));

        Assert.Equal(4, _to.Writer.SpliceFrom(file, 4, offset: 10));
        Assert.Equal("head", ReadTarget());

        // Its position stands after what was written there.
        Assert.Equal(10, _to.Writer.SpliceFrom(file, 100));
        Assert.Equal("\0\0\0\0\0\0head", ReadTarget());
        Assert.Equal(0, _to.Writer.SpliceFrom(file, 100));
        Assert.True(_to.Writer.TrySpliceFrom(file, 4, out int count, offset: 0));
        Assert.Equal(4, count);
        Assert.Equal("tail", ReadTarget());
    }

    [Fact]
    public async Task SpliceToAndFrom_Socket_WaitForItsBytesAndItsRoom()
    {
        (UnixSocket here, UnixSocket there) = UnixSocket.CreatePair();
        using (here)
        using (there)
        {
            SafeFileDescriptor socket = here.Descriptor;
            Assert.False(_to.Writer.TrySpliceFrom(socket, 100, out _));
            Task<int> incoming = _to.Writer.SpliceFromAsync(socket, 100).AsTask();
            Assert.False(incoming.IsCompleted);
            there.Send("hello"u8);
            Assert.Equal(5, await incoming);
            Assert.Equal("hello", ReadTarget());

            _from.Writer.Write("answer"u8);
            Assert.Equal(6, await _from.Reader.SpliceToAsync(socket, 100));
            Assert.Equal(6, there.Receive(_buffer));

            int filled = 0;
            while (here.TrySend(new byte[10_000], out int sent))
                filled += sent;
            _from.Writer.Write("later"u8);
            Assert.False(_from.Reader.TrySpliceTo(socket, 100, out _));
            Task<int> outgoing = _from.Reader.SpliceToAsync(socket, 100).AsTask();
            Assert.False(outgoing.IsCompleted);
            for (byte[] old = new byte[10_000]; filled > 0;)
                filled -= there.Receive(old.AsSpan(0, Math.Min(old.Length, filled)));
            Assert.Equal(5, await outgoing);
            Assert.Equal("later"u8, _buffer.AsSpan(0, there.Receive(_buffer)));
        }
    }

    [Fact]
    public async Task SpliceFromAsync_FileIntoAFullPipe_WaitsForRoom()
    {
        using TestDirectory directory = new();
        File.WriteAllText(directory.PathOf("file"), "content");
        using SafeFileDescriptor file = TestDescriptors.OpenFile(directory.PathOf("file"));
        _to.Writer.Write(new byte[_to.Writer.CapacityBytes]);
        Assert.False(_to.Writer.TrySpliceFrom(file, 100, out _));
        Task<int> splicing = _to.Writer.SpliceFromAsync(file, 100).AsTask();
        Assert.False(splicing.IsCompleted);
        _to.Reader.ReadExactly(new byte[_to.Writer.CapacityBytes]);
        Assert.Equal(7, await splicing);
        Assert.Equal("content", ReadTarget());
    }

    [Fact]
    public async Task SpliceAndTee_NothingThereOrNoRoom_WaitOrSaySo()
    {
        Assert.False(_from.Reader.TrySpliceTo(_to.Writer, 10, out int count));
        Assert.Equal(0, count);
        Assert.False(_from.Reader.TryTeeTo(_to.Writer, 10, out _));
        Assert.Throws<TimeoutException>(() => _from.Reader.SpliceTo(_to.Writer, 10, TimeSpan.FromMilliseconds(20)));
        Assert.Throws<TimeoutException>(() => _from.Reader.TeeTo(_to.Writer, 10, TimeSpan.Zero));

        Task<int> blocking = Task.Factory.StartNew(() => _from.Reader.SpliceTo(_to.Writer, 10), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        BlockedThread.WaitUntilIn(BlockedThread.Splice, _from.Reader.Descriptor.Number);
        _from.Writer.Write("a"u8);
        Assert.Equal(1, await blocking);
        Task<int> awaited = _from.Reader.SpliceToAsync(_to.Writer, 10).AsTask();
        Assert.False(awaited.IsCompleted);
        _from.Writer.Write("b"u8);
        Assert.Equal(1, await awaited);
        Assert.Equal("ab", ReadTarget());

        _from.Writer.Write("c"u8);
        _to.Writer.Write(new byte[_to.Writer.CapacityBytes]);
        Assert.False(_from.Reader.TrySpliceTo(_to.Writer, 10, out _));
        Assert.False(_from.Reader.TryTeeTo(_to.Writer, 10, out _));
        Task<int> full = _from.Reader.TeeToAsync(_to.Writer, 10).AsTask();
        Assert.False(full.IsCompleted);
        _to.Reader.ReadExactly(new byte[_to.Writer.CapacityBytes]);
        Assert.Equal(1, await full);
        Assert.Equal(1, _from.Reader.BytesAvailable);
    }

    [Fact]
    public async Task SpliceAndTee_Cancelled_MoveNothing()
    {
        using CancellationTokenSource source = new();
        Task splicing = _from.Reader.SpliceToAsync(_to.Writer, 10, source.Token).AsTask();
        Assert.False(splicing.IsCompleted);
        Task teeing = OwnThread.Start(() => _from.Reader.TeeTo(_to.Writer, 10, timeout: null, source.Token));
        BlockedThread.WaitUntilIn(BlockedThread.Tee, _from.Reader.Descriptor.Number);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => splicing);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => teeing);
        _from.Writer.Write("kept"u8);
        Assert.Equal(0, _to.Reader.BytesAvailable);
        Assert.Equal(4, _from.Reader.BytesAvailable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Splice_EndDisposedWhileAwaited_EndsTheWait(bool target)
    {
        if (target)
        {
            _from.Writer.Write("x"u8);
            _to.Writer.Write(new byte[_to.Writer.CapacityBytes]);
        }

        Task<int> splicing = _from.Reader.SpliceToAsync(_to.Writer, 10).AsTask();
        Assert.False(splicing.IsCompleted);
        if (target)
            _to.Writer.Dispose();
        else
            _from.Reader.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => splicing);
    }

    [Fact]
    public async Task TeeTo_Pipe_GivesTheSameBytesAndKeepsThem()
    {
        _from.Writer.Write("twice"u8);
        Assert.Equal(5, _from.Reader.TeeTo(_to.Writer, 100));
        Assert.True(_from.Reader.TryTeeTo(_to.Writer, 2, out int count));
        Assert.Equal(2, count);
        Assert.Equal(5, await _from.Reader.TeeToAsync(_to.Writer, 100));
        Assert.Equal("twicetwtwice", ReadTarget());
        Assert.Equal(5, _from.Reader.Read(_buffer));

        _from.Writer.Dispose();
        Assert.Equal(0, _from.Reader.TeeTo(_to.Writer, 100));
    }

    [Fact]
    public void Splice_OffsetOfAPipe_IsEspipeAndSaysWhatToDo()
    {
        _from.Writer.Write("x"u8);
        var failure = Assert.Throws<SyscallException>(() => _from.Reader.SpliceTo(_to.Writer.Descriptor, 1, offset: 0));
        Assert.Equal(Errno.ESPIPE, failure.Errno);
        Assert.Contains("leave it out", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.ESPIPE, ErrorOf(() => _to.Writer.SpliceFrom(_from.Reader.Descriptor, 1, offset: 0)));
        Assert.Equal(1, _from.Reader.SpliceTo(_to.Writer.Descriptor, 1));
    }

    [Fact]
    public void SpliceAndTee_SamePipe_IsEinvalAndSaysSo()
    {
        _from.Writer.Write("x"u8);
        var failure = Assert.Throws<SyscallException>(() => _from.Reader.TeeTo(_from.Writer, 1));
        Assert.Equal(Errno.EINVAL, failure.Errno);
        Assert.Contains("not one and the same", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.EINVAL, ErrorOf(() => _from.Reader.SpliceTo(_from.Writer, 1)));
        Assert.Equal(Errno.EINVAL, ErrorOf(() => _from.Reader.TryTeeTo(_from.Writer, 1, out _)));
    }

    [Fact]
    public void Tee_NoPipeAtOneEnd_IsEinval()
    {
        using TestDirectory directory = new();
        using var file = new PipeWriteEnd(TestDescriptors.OpenFile(directory.PathOf("file")));
        _from.Writer.Write("x"u8);
        Assert.Equal(Errno.EINVAL, ErrorOf(() => _from.Reader.TeeTo(file, 1)));
    }

    [Fact]
    public void SpliceTo_NotWritableOrNobodyReads_IsEbadfOrEpipe()
    {
        _from.Writer.Write("x"u8);
        Assert.Equal(Errno.EBADF, ErrorOf(() => _from.Reader.SpliceTo(_to.Reader.Descriptor, 1)));
        _to.Reader.Dispose();
        Assert.Equal(Errno.EPIPE, ErrorOf(() => _from.Reader.SpliceTo(_to.Writer, 1)));
        Assert.Equal(Errno.EPIPE, ErrorOf(() => _from.Reader.TeeTo(_to.Writer, 1)));
        Assert.Equal(1, _from.Reader.BytesAvailable);
        Assert.Throws<ArgumentOutOfRangeException>(() => _from.Reader.SpliceTo(_to.Writer, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _from.Reader.SpliceTo(_to.Writer.Descriptor, 1, offset: -1));
    }

    private static Errno ErrorOf(Action call) => Assert.Throws<SyscallException>(call).Errno;

    private string ReadTarget() => System.Text.Encoding.UTF8.GetString(_buffer, 0, _to.Reader.Read(_buffer));
}
