using Causeway.Tests.MessageQueues;

namespace Causeway.Tests.TypedMessages;

public sealed class PosixQueueMessageTests : MessageChannelTests
{
    private readonly QueueName _name = new();
    private readonly PosixMessageQueue _queue;

    public PosixQueueMessageTests() => _queue = PosixMessageQueue.Create(_name, maxMessages: 10, maxMessageBytes: 1024);

    public override void Dispose()
    {
        _queue.Dispose();
        _name.Dispose();
    }

    protected override IMessageSender<T> Sender<T>(MessageFormat<T> format) => _queue.ToSender(format);

    protected override IMessageReceiver<T> Receiver<T>(MessageFormat<T> format) => _queue.ToReceiver(format);

    [Fact]
    public void ToSender_Priority_IsThatOfAllItsMessages()
    {
        _queue.ToSender(MessageFormat.Text).Send("later");
        _queue.ToSender(MessageFormat.Text, priority: 7).Send("first");
        Assert.Equal("first", _queue.ToReceiver(MessageFormat.Text).Receive());
        Assert.Throws<ArgumentOutOfRangeException>(() => _queue.ToSender(MessageFormat.Text, priority: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _queue.ToSender(MessageFormat.Text, priority: PosixMessageQueue.MaximumPriority + 1));
    }

    [Fact]
    public void Send_TooLong_IsEmsgsize() =>
        Assert.Equal(Errno.EMSGSIZE, Assert.Throws<SyscallException>(() => _queue.ToSender(MessageFormat.Text).Send(new string('x', 1025))).Errno);

    [Fact]
    public void Receive_Malformed_NamesTheQueue()
    {
        _queue.Send("?"u8);
        Assert.Equal($"queue \"{_name.Name}\"", Assert.Throws<MessageFormatException>(() => _queue.ToReceiver(MessageFormat.Struct<int>()).Receive()).ObjectName);
    }
}
