using System.Buffers;

namespace Causeway.TypedMessages;

/// <summary>Bytes as they are, from anywhere.</summary>
internal sealed class SpanFormat : MessageFormat<ReadOnlySpan<byte>>
{
    public override string Name => "bytes";

    public override void Write(ReadOnlySpan<byte> message, IBufferWriter<byte> output) => output.Write(message);

    public override ReadOnlySpan<byte> Read(ReadOnlyMemory<byte> message) => message.Span;
}
