using System.Buffers;

namespace Causeway.TypedMessages;

/// <summary>Bytes as they are.</summary>
internal sealed class BytesFormat : MessageFormat<ReadOnlyMemory<byte>>
{
    public override string Name => "bytes";

    public override void Write(ReadOnlyMemory<byte> message, IBufferWriter<byte> output) => output.Write(message.Span);

    public override ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> message) => message;
}
