using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Causeway.Tests.TypedMessages;

public sealed class MessageFormatTests
{
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Packed
    {
        public byte First;
        public int Second;
    }

    private enum Colour : ushort
    {
        Red = 0x0102,
    }

    [Fact]
    public void Struct_LayoutThatTheRuntimeMayChoose_IsRefused()
    {
        Assert.Contains("DateTime", Assert.Throws<NotSupportedException>(MessageFormat.Struct<DateTime>).Message);
        Assert.Throws<NotSupportedException>(MessageFormat.Struct<(int, byte)>);
    }

    [Fact]
    public void Struct_Bytes_AreThoseOfC()
    {
        Assert.Equal([1, 4, 3, 2, 0], Written(MessageFormat.Struct<Packed>(), new Packed { First = 1, Second = 0x020304 }));
        Assert.Equal([2, 1], Written(MessageFormat.Struct<Colour>(), Colour.Red));
        Assert.Equal([0, 0, 128, 63], Written(MessageFormat.Struct<float>(), 1f));
        Assert.Same(MessageFormat.Struct<Packed>(), MessageFormat.Struct<Packed>());
    }

    [Fact]
    public void Json_Bytes_AreCompactUtf8() =>
        Assert.Equal("{\"Id\":1,\"Symbol\":\"x\",\"Price\":2}", System.Text.Encoding.UTF8.GetString(Written(MessageFormat.Json(TradeContext.Default.Trade), new Trade(1, "x", 2))));

    [Fact]
    public void Json_Bytes_FollowAllOptionsOfTheContext()
    {
        var context = new TradeContext(new JsonSerializerOptions { WriteIndented = true, IndentCharacter = '\t', IndentSize = 1, NewLine = "\r\n" });

        Assert.Equal("{\r\n\t\"Id\": 1,\r\n\t\"Symbol\": \"x\",\r\n\t\"Price\": 2\r\n}", System.Text.Encoding.UTF8.GetString(Written(MessageFormat.Json(context.Trade), new Trade(1, "x", 2))));
    }

    [Fact]
    public void Text_Bytes_HaveNeitherMarkNorNul() => Assert.Equal("\u00e4"u8.ToArray(), Written(MessageFormat.Text, "\u00e4"));

    [Fact]
    public void OwnFormat_WhateverReadThrows_NamesTheMessage()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create(PipeMode.Packets);
        pipe.Writer.ToSender(new Grumpy()).Send(5);
        MessageFormatException failure = Assert.Throws<MessageFormatException>(() => pipe.Reader.ToReceiver(new Grumpy()).Receive());
        Assert.IsType<InvalidDataException>(failure.InnerException);
        Assert.Equal(new byte[] { 5 }, failure.MessageBytes);
        Assert.StartsWith("packet pipe: message 1 of this receiver, 1 byte, is no grumpy thing: ", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => pipe.Reader.ToReceiver<byte>(null!));
        Assert.Throws<ArgumentNullException>(() => MessageFormat.Json<Trade>(null!));
    }

    private static byte[] Written<T>(MessageFormat<T> format, T message)
    {
        var output = new ArrayBufferWriter<byte>();
        format.Write(message, output);
        return output.WrittenSpan.ToArray();
    }

    private sealed class Grumpy : MessageFormat<byte>
    {
        public override string Name => "grumpy thing";

        public override void Write(byte message, IBufferWriter<byte> output) => output.Write([message]);

        public override byte Read(ReadOnlyMemory<byte> message) => throw new InvalidDataException();
    }
}
