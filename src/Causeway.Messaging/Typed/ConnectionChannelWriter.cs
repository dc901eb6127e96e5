using System.Threading.Channels;

namespace Causeway.Messaging.Typed;

/// <summary>What goes, as into a channel.</summary>
/// <param name="connection">Where to.</param>
/// <param name="bytesRefused">How long the message was that there was no room for at last.</param>
internal sealed class ConnectionChannelWriter<T>(SharedConnection<T> connection, Func<int> bytesRefused) : ChannelWriter<T>
{
    private int _completed;

    private bool IsCompleted => Volatile.Read(ref _completed) != 0;

    public override bool TryWrite(T item)
    {
        try
        {
            return !IsCompleted && connection.TrySend(item);
        }
        catch (Exception over) when (over is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    public override async ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default)
    {
        if (IsCompleted)
            return false;
        try
        {
            await connection.Connection.WaitToSendAsync(bytesRefused(), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PeerClosedException)
        {
            return false;
        }
    }

    public override async ValueTask WriteAsync(T item, CancellationToken cancellationToken = default)
    {
        if (IsCompleted)
            throw new ChannelClosedException();
        try
        {
            await connection.SendAsync(item, cancellationToken).ConfigureAwait(false);
        }
        catch (PeerClosedException closed)
        {
            throw new ChannelClosedException(closed);
        }
    }

    public override bool TryComplete(Exception? error = null)
    {
        if (Interlocked.Exchange(ref _completed, 1) != 0)
            return false;
        try
        {
            connection.Connection.CompleteSending();
        }
        catch (Exception over) when (over is IOException or ObjectDisposedException)
        {
            // There is nobody to be told.
        }

        return true;
    }
}
