using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;

namespace Causeway.Samples.Docs;

/// <summary>struct sample { int32_t sensor; double value; }: 16 bytes, 4 of them padding.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Sample
{
    public int Sensor;
    public double Value;
}

public sealed record Order(int Id, string Item);

[JsonSerializable(typeof(Order))]
internal sealed partial class OrderContext : JsonSerializerContext;

/// <summary>A format of one's own: a number as decimal digits.</summary>
public sealed class DigitsFormat : MessageFormat<long>
{
    public override string Name => "decimal number";

    public override void Write(long message, IBufferWriter<byte> output) =>
        output.Write(Encoding.ASCII.GetBytes(message.ToString(CultureInfo.InvariantCulture)));

    public override long Read(ReadOnlyMemory<byte> message) =>
        long.Parse(message.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}

/// <summary>What docs/typed-messages.md quotes.</summary>
public static class TypedMessages
{
    public static async Task<double> StructsAsync(PosixMessageQueue queue)
    {
        IMessageSender<Sample> sender = queue.ToSender(MessageFormat.Struct<Sample>(), priority: 3);
        await sender.SendAsync(new Sample { Sensor = 7, Value = 21.5 });

        IMessageReceiver<Sample> receiver = queue.ToReceiver(MessageFormat.Struct<Sample>());
        Sample sample = receiver.Receive(TimeSpan.FromSeconds(1));

        return sample.Value;
    }

    public static async Task<int> JsonAsync(SysVMessageQueue queue, CancellationToken token)
    {
        IMessageSender<Order> orders = queue.ToSender(MessageFormat.Json(OrderContext.Default.Order), type: 1);
        await orders.SendAsync(new Order(17, "pear"), token);

        int id = 0;
        await foreach (Order order in queue.ToReceiver(MessageFormat.Json(OrderContext.Default.Order), SysVMessageSelection.Exactly(1)).ReadAllAsync(token))
        {
            id = order.Id;
            break;
        }

        return id;
    }

    public static int Bytes(PipeWriteEnd writer, PipeReadEnd reader)
    {
        IMessageSender<ReadOnlySpan<byte>> sender = writer.ToSender(MessageFormat.Span);
        sender.Send("any bytes"u8);
        IMessageReceiver<ReadOnlyMemory<byte>> receiver = reader.ToReceiver(MessageFormat.Bytes);
        ReadOnlyMemory<byte> bytes = receiver.Receive();  // valid until the next receive

        return bytes.Length;
    }

    public static string Malformed(UnixSocket socket)
    {
        IMessageReceiver<string> receiver = socket.ToReceiver(MessageFormat.Text);
        try
        {
            return receiver.Receive();
        }
        catch (MessageFormatException e)
        {
            // The message is out of the queue; the next receive takes the one behind it.
            return $"{e.ObjectName}: message {e.Number} was 0x{Convert.ToHexString(e.MessageBytes.Span)}";
        }
    }

    public static long OwnFormat(PosixMessageQueue queue)
    {
        queue.ToSender(new DigitsFormat()).Send(-42);
        long number = queue.ToReceiver(new DigitsFormat()).Receive();

        return number;
    }
}
