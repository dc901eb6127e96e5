using System.Buffers;
using System.Runtime.CompilerServices;

namespace Causeway.TypedMessages;

/// <summary>Any format over any mechanism.</summary>
internal sealed class MessageSender<T>(IMessageSink sink, MessageFormat<T> format) : IMessageSender<T>
    where T : allows ref struct
{
    /// <summary>A buffer that no call uses: calls at the same time take turns in making one more.</summary>
    private ArrayBufferWriter<byte>? _spare;

    public bool TrySend(T message)
    {
        ArrayBufferWriter<byte> buffer = Write(message);
        try
        {
            return sink.TrySend(buffer.WrittenSpan);
        }
        finally
        {
            _spare = buffer;
        }
    }

    public void Send(T message, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArrayBufferWriter<byte> buffer = Write(message);
        try
        {
            sink.Send(buffer.WrittenSpan, timeout, cancellationToken);
        }
        finally
        {
            _spare = buffer;
        }
    }

    public ValueTask SendAsync(T message, CancellationToken cancellationToken = default) => SendAsync(Write(message), cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(ArrayBufferWriter<byte> buffer, CancellationToken token)
    {
        try
        {
            await sink.SendAsync(buffer.WrittenMemory, token).ConfigureAwait(false);
        }
        finally
        {
            _spare = buffer;
        }
    }

    private ArrayBufferWriter<byte> Write(T message)
    {
        ArrayBufferWriter<byte> buffer = Interlocked.Exchange(ref _spare, null) ?? new ArrayBufferWriter<byte>();
        buffer.ResetWrittenCount();
        format.Write(message, buffer);
        return buffer;
    }
}
