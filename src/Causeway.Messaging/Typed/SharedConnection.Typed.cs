using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Causeway.Messaging.Typed;
using Causeway.TypedMessages;

namespace Causeway;

/// <content>With messages of one type.</content>
public sealed partial class SharedConnection
{
    /// <summary>Messages that are structs, as they lie in memory, which is how C has the same struct: written straight into the ring. Nothing is allocated.</summary>
    /// <remarks>As <see cref="MessageFormat.Struct{T}"/>.</remarks>
    /// <exception cref="NotSupportedException">The runtime may reorder the fields (LayoutKind.Auto, as of DateTime and of tuples).</exception>
    /// <exception cref="InvalidOperationException">The connection carries bytes.</exception>
    public SharedConnection<T> As<T>()
        where T : unmanaged
    {
        ThrowIfBytes();
        StructMessages<T> messages = new(this);
        return new SharedConnection<T>(this, messages, messages, Unsafe.SizeOf<T>);
    }

    /// <summary>Messages as JSON in UTF-8 (System.Text.Json). No reflection: the type comes from a JsonSerializerContext.</summary>
    /// <param name="type">For example <c>OrderContext.Default.Order</c>.</param>
    /// <exception cref="InvalidOperationException">The connection carries bytes.</exception>
    public SharedConnection<T> As<T>(JsonTypeInfo<T> type) => As(MessageFormat.Json(type));

    /// <summary>Messages of any format.</summary>
    /// <param name="format">What a message is, both ways.</param>
    /// <exception cref="InvalidOperationException">The connection carries bytes.</exception>
    public SharedConnection<T> As<T>(MessageFormat<T> format)
    {
        ArgumentNullException.ThrowIfNull(format);
        ThrowIfBytes();
        ConnectionSink sink = new(this);
        return new SharedConnection<T>(this, new MessageSender<T>(sink, format), new FormatReader<T>(this, format), () => sink.Refused);
    }

    private void ThrowIfBytes()
    {
        if (Mode != SharedConnectionMode.Messages)
            throw new InvalidOperationException($"connection \"{Name}\" carries bytes; use GetStream or GetPipe, or the mode Messages.");
    }
}
