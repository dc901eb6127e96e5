using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Causeway.Messaging.Typed;

/// <summary>Structs, written into the ring where they are to lie and read from there: copied once on each side.</summary>
internal sealed class StructMessages<T> : IMessageSender<T>, IPayloadReader<T>
    where T : unmanaged
{
    private readonly SharedConnection _connection;
    private long _received;

    public StructMessages(SharedConnection connection)
    {
        // Refuses what has no layout of its own.
        _ = MessageFormat.Struct<T>();
        _connection = connection;
    }

    public bool TrySend(T message) => _connection.TrySend(BytesOf(in message));

    public void Send(T message, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _connection.Send(BytesOf(in message), timeout, cancellationToken);

    public ValueTask SendAsync(T message, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        try
        {
            return TrySend(message) ? ValueTask.CompletedTask : SendLaterAsync(message, cancellationToken);
        }
        catch (Exception e)
        {
            return ValueTask.FromException(e);
        }
    }

    public T Read(ReadOnlySpan<byte> payload)
    {
        _received++;
        if (payload.Length == Unsafe.SizeOf<T>())
            return MemoryMarshal.Read<T>(payload);
        throw new MessageFormatException(_connection.Name, _received, payload.Length,
            string.Create(CultureInfo.InvariantCulture, $"is no struct {typeof(T).Name}: one has {Counted.Of(Unsafe.SizeOf<T>(), "byte")} with its padding; compare the fields with the sender's"), payload.ToArray(), inner: null);
    }

    private static ReadOnlySpan<byte> BytesOf(in T message) => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in message));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendLaterAsync(T message, CancellationToken token)
    {
        do
            await _connection.WaitToSendAsync(Unsafe.SizeOf<T>(), token).ConfigureAwait(false);
        while (!TrySend(message));
    }
}
