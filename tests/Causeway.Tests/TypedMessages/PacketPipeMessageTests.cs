namespace Causeway.Tests.TypedMessages;

public sealed class PacketPipeMessageTests : MessageChannelTests
{
    private readonly AnonymousPipe _pipe = AnonymousPipe.Create(PipeMode.Packets);

    protected override bool CarriesEmpty => false;

    protected override bool HasEnd => true;

    public override void Dispose() => _pipe.Dispose();

    protected override IMessageSender<T> Sender<T>(MessageFormat<T> format) => _pipe.Writer.ToSender(format);

    protected override IMessageReceiver<T> Receiver<T>(MessageFormat<T> format) => _pipe.Reader.ToReceiver(format);

    protected override void CloseSender() => _pipe.Writer.Dispose();

    [Fact]
    public void Send_EmptyOrLongerThanAPacket_IsRefused()
    {
        IMessageSender<string> sender = _pipe.Writer.ToSender(MessageFormat.Text);
        foreach (string refused in new[] { "", new string('x', PipeWriteEnd.AtomicWriteBytes + 1) })
        {
            Assert.Throws<ArgumentException>(() => sender.TrySend(refused));
            Assert.Throws<ArgumentException>(() => sender.Send(refused));
        }

        sender.Send(new string('x', PipeWriteEnd.AtomicWriteBytes));
        Assert.Equal(PipeWriteEnd.AtomicWriteBytes, _pipe.Reader.ToReceiver(MessageFormat.Text).Receive().Length);
    }

    [Fact]
    public void ToSender_PipeOfBytes_IsRefused()
    {
        using AnonymousPipe stream = AnonymousPipe.Create();
        Assert.Throws<ArgumentException>(() => stream.Writer.ToSender(MessageFormat.Text));
    }
}
