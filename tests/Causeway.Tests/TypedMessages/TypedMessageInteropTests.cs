using System.Text;
using Causeway.Tests.MessageQueues;

namespace Causeway.Tests.TypedMessages;

/// <summary>A C program takes a message and answers it.</summary>
public sealed class TypedMessageInteropTests
{
    [Fact]
    public void PosixQueue_StructAndText_ThereAndBack()
    {
        using var name = new QueueName();
        using PosixMessageQueue queue = PosixMessageQueue.Create(name, maxMessages: 2, maxMessageBytes: 256);
        ExchangeStruct(queue.ToSender(MessageFormat.Struct<Order>()), queue.ToReceiver(MessageFormat.Struct<Order>()), () => Peer.StartC("typed_message", "struct", "mq", name));
        ExchangeText(queue.ToSender(MessageFormat.Text), queue.ToReceiver(MessageFormat.Text), () => Peer.StartC("typed_message", "text", "mq", name));
    }

    [Fact]
    public void SysVQueue_StructAndText_ThereAndBack()
    {
        SysVMessageQueue queue = SysVMessageQueue.Create(SysVKey.Private);
        try
        {
            var answers = SysVMessageSelection.Exactly(2);
            ExchangeStruct(queue.ToSender(MessageFormat.Struct<Order>()), queue.ToReceiver(MessageFormat.Struct<Order>(), answers), () => Peer.StartC("typed_message", "struct", "sysv", $"{queue.Id}"));
            ExchangeText(queue.ToSender(MessageFormat.Text), queue.ToReceiver(MessageFormat.Text, answers), () => Peer.StartC("typed_message", "text", "sysv", $"{queue.Id}"));
        }
        finally
        {
            queue.Delete();
        }
    }

    [Theory]
    [InlineData(UnixSocketType.Datagram)]
    [InlineData(UnixSocketType.SeqPacket)]
    public void UnixSocket_StructAndText_ThereAndBack(UnixSocketType type)
    {
        (UnixSocket ours, UnixSocket theirs) = UnixSocket.CreatePair(type);
        using (ours)
        using (theirs)
        {
            ExchangeStruct(ours.ToSender(MessageFormat.Struct<Order>()), ours.ToReceiver(MessageFormat.Struct<Order>()), () => WithDescriptors("struct", theirs.Descriptor, theirs.Descriptor));
            ExchangeText(ours.ToSender(MessageFormat.Text), ours.ToReceiver(MessageFormat.Text), () => WithDescriptors("text", theirs.Descriptor, theirs.Descriptor));
        }
    }

    [Fact]
    public void PacketPipe_StructAndText_ThereAndBack()
    {
        using AnonymousPipe there = AnonymousPipe.Create(PipeMode.Packets);
        using AnonymousPipe back = AnonymousPipe.Create(PipeMode.Packets);
        ExchangeStruct(there.Writer.ToSender(MessageFormat.Struct<Order>()), back.Reader.ToReceiver(MessageFormat.Struct<Order>()), () => WithDescriptors("struct", there.Reader.Descriptor, back.Writer.Descriptor));
        ExchangeText(there.Writer.ToSender(MessageFormat.Text), back.Reader.ToReceiver(MessageFormat.Text), () => WithDescriptors("text", there.Reader.Descriptor, back.Writer.Descriptor));
    }

    private static Peer WithDescriptors(string what, SafeFileDescriptor reads, SafeFileDescriptor writes) =>
        Peer.Start(new ChildProcessOptions(CCompiler.Compile("typed_message"), what, "fd") { Descriptors = { [3] = reads, [4] = writes } });

    private static void ExchangeStruct(IMessageSender<Order> sender, IMessageReceiver<Order> receiver, Func<Peer> start)
    {
        var order = new Order { Id = -17, Side = (byte)'S', Price = 99.5, Quantity = 41 };
        "ABCDEF"u8.CopyTo(order.Symbol);
        sender.Send(order);
        using Peer peer = start();
        peer.Expect("-17 S 99.50 41 ABCDEF");
        peer.Expect("sent");
        Order answer = receiver.Receive();
        Assert.Equal((-17, (byte)'S', 199.0, 42, "ABCDEF"), (answer.Id, answer.Side, answer.Price, answer.Quantity, Encoding.ASCII.GetString(answer.Symbol)));
        peer.ExpectSuccess();
    }

    private static void ExchangeText(IMessageSender<string> sender, IMessageReceiver<string> receiver, Func<Peer> start)
    {
        sender.Send("grüße to c");
        using Peer peer = start();
        peer.Expect("grüße to c");
        peer.Expect("sent");
        Assert.Equal("GRüßE TO C", receiver.Receive());
        peer.ExpectSuccess();
    }
}
