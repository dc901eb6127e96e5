using System.Globalization;

namespace Causeway.Tests.TypedMessages;

/// <summary>In a process of its own, where nothing else allocates.</summary>
public sealed class MessageAllocationTests
{
    private const int Rounds = 1000;

    [OptimizedFact]
    public void BytesAndStructs_OverEveryMechanism_AllocateNothing()
    {
        using Peer peer = Peer.StartDotnet(MeasureAllAsync);
        while (peer.ReadLine() is { } line)
        {
            // The runtime allocates a little for itself now and then; one object for each message would be 24 bytes a round.
            long bytes = long.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
            Assert.True(bytes < 12 * Rounds, line);
        }

        peer.ExpectSuccess();
    }

    private static async Task MeasureAllAsync(string[] arguments)
    {
        string name = KernelName.Next();
        using PosixMessageQueue posix = PosixMessageQueue.Create(name, maxMessages: 4, maxMessageBytes: 128);
        PosixMessageQueue.Delete(name);
        await MeasureAsync("posix", posix.ToSender(MessageFormat.Span), posix.ToReceiver(MessageFormat.Bytes), posix.ToSender(MessageFormat.Struct<Order>()), posix.ToReceiver(MessageFormat.Struct<Order>()));
        SysVMessageQueue sysV = SysVMessageQueue.Create(SysVKey.Private);
        try
        {
            await MeasureAsync("sysv", sysV.ToSender(MessageFormat.Span), sysV.ToReceiver(MessageFormat.Bytes), sysV.ToSender(MessageFormat.Struct<Order>()), sysV.ToReceiver(MessageFormat.Struct<Order>()));
        }
        finally
        {
            sysV.Delete();
        }

        foreach (UnixSocketType type in new[] { UnixSocketType.Datagram, UnixSocketType.SeqPacket })
        {
            (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(type);
            using (first)
            using (second)
                await MeasureAsync(type.ToString(), first.ToSender(MessageFormat.Span), second.ToReceiver(MessageFormat.Bytes), first.ToSender(MessageFormat.Struct<Order>()), second.ToReceiver(MessageFormat.Struct<Order>()));
        }

        using AnonymousPipe pipe = AnonymousPipe.Create(PipeMode.Packets);
        await MeasureAsync("pipe", pipe.Writer.ToSender(MessageFormat.Span), pipe.Reader.ToReceiver(MessageFormat.Bytes), pipe.Writer.ToSender(MessageFormat.Struct<Order>()), pipe.Reader.ToReceiver(MessageFormat.Struct<Order>()));
    }

    private static async Task MeasureAsync(string what, IMessageSender<ReadOnlySpan<byte>> bytes, IMessageReceiver<ReadOnlyMemory<byte>> bytesBack, IMessageSender<Order> orders, IMessageReceiver<Order> ordersBack)
    {
        long before = 0;
        for (int i = 0; i < 2 * Rounds; i++)
        {
            if (i == Rounds)
                before = GC.GetAllocatedBytesForCurrentThread();
            bytes.Send("hello"u8);
            bytesBack.Receive();
            bytes.TrySend("hello"u8);
            bytesBack.TryReceive(out _);

            // There is room and there is a message: these complete at once, on this thread.
            await orders.SendAsync(new Order { Id = i });
            if ((await ordersBack.ReceiveAsync()).Id != i)
                throw new InvalidDataException(what);
        }

        Console.WriteLine($"{what} {GC.GetAllocatedBytesForCurrentThread() - before}");
    }
}
