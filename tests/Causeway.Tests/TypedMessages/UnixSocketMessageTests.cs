namespace Causeway.Tests.TypedMessages;

public abstract class UnixSocketMessageTests(UnixSocketType type) : MessageChannelTests
{
    private readonly (UnixSocket First, UnixSocket Second) _pair = UnixSocket.CreatePair(type);

    public override void Dispose()
    {
        _pair.First.Dispose();
        _pair.Second.Dispose();
    }

    protected override IMessageSender<T> Sender<T>(MessageFormat<T> format) => _pair.First.ToSender(format);

    protected override IMessageReceiver<T> Receiver<T>(MessageFormat<T> format) => _pair.Second.ToReceiver(format);

    protected override void CloseSender() => _pair.First.Dispose();

    [Fact]
    public void Receive_LongerThanAllowed_SaysSoAndGivesTheBeginning()
    {
        IMessageReceiver<string> receiver = _pair.Second.ToReceiver(MessageFormat.Text, maxMessageBytes: 4);
        _pair.First.ToSender(MessageFormat.Text).Send("12345");
        _pair.First.ToSender(MessageFormat.Text).Send("1234");
        MessageFormatException failure = Assert.Throws<MessageFormatException>(() => receiver.Receive());
        Assert.Contains("message 1 of this receiver, 5 bytes, is longer than the 4 ", failure.Message);
        Assert.Equal("1234"u8.ToArray(), failure.MessageBytes);
        Assert.Equal("1234", receiver.Receive());
    }

    [Fact]
    public void ToSender_Stream_IsRefused()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.Stream);
        using (first)
        using (second)
        {
            Assert.Throws<ArgumentException>(() => first.ToSender(MessageFormat.Text));
            Assert.Throws<ArgumentException>(() => second.ToReceiver(MessageFormat.Text));
        }
    }
}

public sealed class UnixDatagramMessageTests() : UnixSocketMessageTests(UnixSocketType.Datagram);

public sealed class UnixSeqPacketMessageTests() : UnixSocketMessageTests(UnixSocketType.SeqPacket)
{
    protected override bool HasEnd => true;
}
