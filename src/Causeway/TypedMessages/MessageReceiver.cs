using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Causeway.TypedMessages;

/// <summary>Any format over any mechanism.</summary>
internal sealed class MessageReceiver<T>(IMessageSource source, MessageFormat<T> format) : IMessageReceiver<T>
{
    /// <summary>A buffer that no call uses: calls at the same time take turns in making one more.</summary>
    private byte[]? _spare;
    private long _taken;

    public bool TryReceive([MaybeNullWhen(false)] out T message)
    {
        byte[] buffer = TakeBuffer();
        try
        {
            bool any = source.TryReceive(buffer, out int length);
            message = any ? Read(buffer, length) : default;
            return any;
        }
        finally
        {
            _spare = buffer;
        }
    }

    public T Receive(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        byte[] buffer = TakeBuffer();
        try
        {
            return Read(buffer, source.Receive(buffer, timeout, cancellationToken));
        }
        finally
        {
            _spare = buffer;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        byte[] buffer = TakeBuffer();
        try
        {
            return Read(buffer, await source.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _spare = buffer;
        }
    }

    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        byte[] buffer = TakeBuffer();
        try
        {
            while (await source.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false) is not IMessageSource.End and int length)
                yield return Read(buffer, length);
        }
        finally
        {
            _spare = buffer;
        }
    }

    private byte[] TakeBuffer() => Interlocked.Exchange(ref _spare, null) ?? GC.AllocateUninitializedArray<byte>(source.BufferBytes);

    private T Read(byte[] buffer, int length)
    {
        if (length == IMessageSource.End)
            throw new EndOfStreamException($"{source.Name}: every sender has closed, no message comes any more");
        long number = Interlocked.Increment(ref _taken);
        if (length > buffer.Length)
            throw Failure(number, length, string.Create(CultureInfo.InvariantCulture, $"is longer than the {buffer.Length} that this receiver takes: give ToReceiver a larger maxMessageBytes"), buffer, inner: null);
        try
        {
            return format.Read(buffer.AsMemory(0, length));
        }
        catch (Exception e)
        {
            // Whatever it is: the message is out of the queue, and only here are its bytes.
            throw Failure(number, length, $"is no {format.Name}: {e.Message}", buffer.AsSpan(0, length), e);
        }
    }

    private MessageFormatException Failure(long number, int length, string reason, ReadOnlySpan<byte> bytes, Exception? inner) =>
        new(source.Name, number, length, reason, bytes.ToArray(), inner);
}
