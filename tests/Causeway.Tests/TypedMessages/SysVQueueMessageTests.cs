namespace Causeway.Tests.TypedMessages;

public sealed class SysVQueueMessageTests : MessageChannelTests
{
    private readonly SysVMessageQueue _queue = SysVMessageQueue.Create(SysVKey.Private);

    public override void Dispose() => _queue.Delete();

    protected override IMessageSender<T> Sender<T>(MessageFormat<T> format) => _queue.ToSender(format);

    protected override IMessageReceiver<T> Receiver<T>(MessageFormat<T> format) => _queue.ToReceiver(format);

    [Fact]
    public void ToReceiver_Selection_TakesItsTypesAlone()
    {
        _queue.ToSender(MessageFormat.Text, type: 5).Send("five");
        _queue.ToSender(MessageFormat.Text, type: 2).Send("two");
        IMessageReceiver<string> twos = _queue.ToReceiver(MessageFormat.Text, SysVMessageSelection.Exactly(2));
        Assert.Equal("two", twos.Receive());
        Assert.False(twos.TryReceive(out _));
        Assert.Equal("five", _queue.ToReceiver(MessageFormat.Text, SysVMessageSelection.LowestUpTo(9)).Receive());
        Assert.Throws<ArgumentOutOfRangeException>(() => _queue.ToSender(MessageFormat.Text, type: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _queue.ToReceiver(MessageFormat.Text, maxMessageBytes: 0));
    }

    [Fact]
    public void Receive_LongerThanAllowed_StaysInTheQueue()
    {
        _queue.ToSender(MessageFormat.Text).Send("four");
        Assert.Equal(Errno.E2BIG, Assert.Throws<SyscallException>(() => _queue.ToReceiver(MessageFormat.Text, maxMessageBytes: 3).Receive()).Errno);
        Assert.Equal("four", _queue.ToReceiver(MessageFormat.Text, maxMessageBytes: 4).Receive());
    }

    [Fact]
    public void ToReceiver_NoSuchQueue_IsRefused() =>
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => default(SysVMessageQueue).ToReceiver(MessageFormat.Text)).Errno);
}
