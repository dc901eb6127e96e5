using System.Buffers;
using System.Text.Json.Serialization.Metadata;
using Causeway.TypedMessages;

namespace Causeway;

/// <summary>The formats of messages.</summary>
public static class MessageFormat
{
    /// <summary>Bytes as they are. What is received is the receiver's own buffer: valid until its next receive, and nothing is allocated.</summary>
    public static MessageFormat<ReadOnlyMemory<byte>> Bytes { get; } = new BytesFormat();

    /// <summary>Bytes as they are, from wherever they lie: to send only, the other side uses <see cref="Bytes"/>.</summary>
    public static MessageFormat<ReadOnlySpan<byte>> Span { get; } = new SpanFormat();

    /// <summary>Text in UTF-8, without a NUL or a byte order mark. Neither half a surrogate pair is sent nor invalid UTF-8 received.</summary>
    public static MessageFormat<string> Text { get; } = new TextFormat();

    /// <summary>A struct as it lies in memory, which is how C has the same struct. Nothing is allocated.</summary>
    /// <remarks>
    /// Fields in the order of their declaration, with the padding and the byte order of C on this machine: give the struct the
    /// fields of its C twin, <c>int</c> for <c>int32_t</c>, <c>nint</c> for <c>long</c>, <c>byte</c> for <c>char</c> and
    /// <c>uint8_t</c>, <c>fixed</c> or <c>InlineArray</c> buffers for arrays. The values are not checked: receive a byte and
    /// no <c>bool</c>, and look at an enumeration before trusting it.
    /// </remarks>
    /// <exception cref="NotSupportedException">The runtime may reorder the fields (LayoutKind.Auto, as of DateTime and of tuples).</exception>
    public static MessageFormat<T> Struct<T>()
        where T : unmanaged => StructFormat<T>.Instance;

    /// <summary>JSON in UTF-8 (System.Text.Json). No reflection: the type comes from a JsonSerializerContext.</summary>
    /// <param name="type">For example <c>OrderContext.Default.Order</c>.</param>
    public static MessageFormat<T> Json<T>(JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new JsonFormat<T>(type);
    }
}

/// <summary>What a message of one type is as bytes. Derive from it for a format of your own.</summary>
/// <remarks>Thread-safe, as every derived class must be: one object may serve any number of senders and receivers.</remarks>
/// <typeparam name="T">What a message is in the program.</typeparam>
public abstract class MessageFormat<T>
    where T : allows ref struct
{
    /// <summary>What to call a message in errors, such as <c>UTF-8 text</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Writes one message.</summary>
    /// <exception cref="ArgumentException">It has no form in bytes.</exception>
    public abstract void Write(T message, IBufferWriter<byte> output);

    /// <summary>Reads one message.</summary>
    /// <param name="message">All of its bytes, in a buffer that the next message overwrites.</param>
    /// <exception cref="FormatException">They are no such message. The text continues "… is no NAME: ". Any other exception counts as this.</exception>
    public abstract T Read(ReadOnlyMemory<byte> message);
}
