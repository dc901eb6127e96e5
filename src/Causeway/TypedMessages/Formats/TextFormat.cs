using System.Buffers;
using System.Text;

namespace Causeway.TypedMessages;

/// <summary>Text in strict UTF-8.</summary>
internal sealed class TextFormat : MessageFormat<string>
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override string Name => "UTF-8 text";

    public override void Write(string message, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(message);
        output.Advance(s_strict.GetBytes(message, output.GetSpan(s_strict.GetMaxByteCount(message.Length))));
    }

    public override string Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            return s_strict.GetString(message.Span);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException($"the bytes at {e.Index} are not UTF-8", e);
        }
    }
}
