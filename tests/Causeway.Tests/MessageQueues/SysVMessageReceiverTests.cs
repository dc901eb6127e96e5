namespace Causeway.Tests.MessageQueues;

public sealed class SysVMessageReceiverTests : IDisposable
{
    private readonly SysVMessageQueue _queue = SysVMessageQueue.Create(SysVKey.Private);
    private readonly SysVMessageReceiver _receiver;
    private readonly byte[] _buffer = new byte[64];

    public SysVMessageReceiverTests() => _receiver = new SysVMessageReceiver(_queue);

    public void Dispose()
    {
        _receiver.Dispose();
        _queue.TryDelete();
    }

    [Fact]
    public async Task ReceiveAsync_MessageIsThere_EndsAtOnce()
    {
        _queue.Send(3, "abc"u8);

        ValueTask<SysVMessageInfo> receiving = _receiver.ReceiveAsync(_buffer);

        Assert.True(receiving.IsCompletedSuccessfully);
        Assert.Equal(new SysVMessageInfo(3, 3), await receiving);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReceiveAsync_NoneOfTheKind_WaitsForIt(bool inline)
    {
        _receiver.InlineContinuations = inline;
        _queue.Send(1, "other"u8);
        for (long type = 2; type < 12; type++)
        {
            Task<SysVMessageInfo> receiving = _receiver.ReceiveAsync(_buffer, SysVMessageSelection.Exactly(type)).AsTask();
            BlockedThread.WaitUntilIn(BlockedThread.Msgrcv, _queue.Id);
            _queue.Send(type, "mine"u8);
            Assert.Equal(new SysVMessageInfo(type, 4), await receiving);

            // Inline this is the waiting thread, which is to wait again.
            await Task.Yield();
        }

        Assert.Equal(1, _queue.GetStatus().Messages);
    }

    [Fact]
    public async Task ReceiveAsync_InlineContinuations_GoOnOnTheWaitingThread()
    {
        _receiver.InlineContinuations = true;
        Task<string?> name = NameOfContinuingThreadAsync();
        BlockedThread.WaitUntilIn(BlockedThread.Msgrcv, _queue.Id);

        _queue.Send(1, []);

        Assert.Equal("causeway-receiver", await name);
    }

    [Fact]
    public async Task ReceiveAsync_WhileOneWaits_IsRefusedAndTheFirstGoesOn()
    {
        Task<SysVMessageInfo> first = _receiver.ReceiveAsync(_buffer).AsTask();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _receiver.ReceiveAsync(new byte[1]));

        _queue.Send(5, "x"u8);
        Assert.Equal(new SysVMessageInfo(5, 1), await first);
        _queue.Send(6, []);
        Assert.Equal(6, (await _receiver.ReceiveAsync(_buffer)).Type);
    }

    [Fact]
    public async Task ReceiveAsync_Cancelled_TakesNothingAndTheNextOneWaitsAgain()
    {
        for (int round = 0; round < 20; round++)
        {
            using var source = new CancellationTokenSource();
            Task<SysVMessageInfo> receiving = _receiver.ReceiveAsync(_buffer, cancellationToken: source.Token).AsTask();
            await source.CancelAsync();
            Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving)).CancellationToken);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _receiver.ReceiveAsync(_buffer, cancellationToken: source.Token));
        }

        Task<SysVMessageInfo> last = _receiver.ReceiveAsync(_buffer).AsTask();
        _queue.Send(1, "x"u8);
        Assert.Equal(1, (await last).Length);
    }

    [Fact]
    public async Task ReceiveAsync_QueueRemoved_IsEidrmThenEinval()
    {
        Task<SysVMessageInfo> receiving = _receiver.ReceiveAsync(_buffer).AsTask();
        BlockedThread.WaitUntilIn(BlockedThread.Msgrcv, _queue.Id);

        _queue.Delete();

        Assert.Equal(Errno.EIDRM, (await Assert.ThrowsAsync<SyscallException>(() => receiving)).Errno);
        Assert.Equal(Errno.EINVAL, (await Assert.ThrowsAsync<SyscallException>(async () => await _receiver.ReceiveAsync(_buffer))).Errno);
    }

    [Fact]
    public async Task ReceiveAsync_BufferTooSmall_KeepsTheMessageUnlessTruncating()
    {
        Task<SysVMessageInfo> receiving = _receiver.ReceiveAsync(_buffer.AsMemory(0, 2)).AsTask();
        BlockedThread.WaitUntilIn(BlockedThread.Msgrcv, _queue.Id);
        _queue.Send(1, "long"u8);

        Assert.Equal(Errno.E2BIG, (await Assert.ThrowsAsync<SyscallException>(() => receiving)).Errno);
        Assert.Equal(new SysVMessageInfo(1, 2), await _receiver.ReceiveAsync(_buffer.AsMemory(0, 2), truncate: true));
    }

    [Fact]
    public async Task Dispose_WhileItWaits_EndsTheWaitAndTakesNothing()
    {
        Task<SysVMessageInfo> receiving = _receiver.ReceiveAsync(_buffer).AsTask();
        BlockedThread.WaitUntilIn(BlockedThread.Msgrcv, _queue.Id);

        _receiver.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => receiving);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _receiver.ReceiveAsync(_buffer));
        _queue.Send(1, []);
        Assert.Equal(1, _queue.GetStatus().Messages);
    }

    [Fact]
    public async Task TwoReceivers_OneQueue_ShareTheMessages()
    {
        using var other = new SysVMessageReceiver(_queue);
        Task<SysVMessageInfo>[] receiving = [_receiver.ReceiveAsync(_buffer).AsTask(), other.ReceiveAsync(new byte[8]).AsTask()];

        _queue.Send(1, []);
        _queue.Send(2, []);

        Assert.Equal([1, 2], (await Task.WhenAll(receiving)).Select(static message => message.Type).Order());
    }

    private async Task<string?> NameOfContinuingThreadAsync()
    {
        await _receiver.ReceiveAsync(_buffer).ConfigureAwait(false);
        return Thread.CurrentThread.Name;
    }
}
