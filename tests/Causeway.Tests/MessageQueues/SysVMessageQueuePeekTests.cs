namespace Causeway.Tests.MessageQueues;

public sealed class SysVMessageQueuePeekTests : IDisposable
{
    private readonly SysVMessageQueue _queue = SysVMessageQueue.Create(SysVKey.Private);
    private readonly byte[] _buffer = new byte[16];

    public void Dispose() => _queue.TryDelete();

    [Fact]
    public void TryPeek_EachIndex_CopiesInOrderAndLeavesAll()
    {
        _queue.Send(7, "first"u8);
        _queue.Send(2, []);
        _queue.Send(9, "third"u8);
        SysVMessageQueueStatus before = _queue.GetStatus();

        Assert.True(_queue.TryPeek(2, _buffer, out SysVMessageInfo third));
        Assert.Equal((new SysVMessageInfo(9, 5), "third"), (third, System.Text.Encoding.UTF8.GetString(_buffer, 0, 5)));
        Assert.True(_queue.TryPeek(1, _buffer, out SysVMessageInfo second));
        Assert.Equal(new SysVMessageInfo(2, 0), second);
        Assert.True(_queue.TryPeek(0, _buffer, out SysVMessageInfo first));
        Assert.Equal(new SysVMessageInfo(7, 5), first);
        Assert.False(_queue.TryPeek(3, _buffer, out _));
        Assert.False(_queue.TryPeek(int.MaxValue, _buffer, out _));
        Assert.Equal(before, _queue.GetStatus());
    }

    [Fact]
    public void TryPeek_BufferTooSmall_IsE2bigAndTakesNothing()
    {
        _queue.Send(1, "causeway"u8);

        var failure = Assert.Throws<SyscallException>(() => _queue.TryPeek(0, _buffer.AsSpan(0, 7), out _));

        Assert.Equal(("msgrcv(MSG_COPY)", Errno.E2BIG), (failure.Operation, failure.Errno));
        Assert.Contains("more than 7 bytes", failure.Message, StringComparison.Ordinal);
        Assert.True(_queue.TryPeek(0, _buffer.AsSpan(0, 8), out _));
    }

    [Fact]
    public void TryPeek_BadArguments_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _queue.TryPeek(-1, _buffer, out _));
        _queue.Delete();
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => _queue.TryPeek(0, _buffer, out _)).Errno);
    }

    [Fact]
    public void PeekFailure_KernelWithoutCopies_NamesTheOption() =>
        Assert.Contains("CONFIG_CHECKPOINT_RESTORE", _queue.PeekFailure(Errno.ENOSYS, 0).Message, StringComparison.Ordinal);
}
