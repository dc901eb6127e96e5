using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Causeway.Messaging.Typed;

/// <summary>What comes, as of a channel.</summary>
internal sealed class ConnectionChannelReader<T>(SharedConnection<T> connection) : ChannelReader<T>
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Task Completion => _completion.Task;

    public override bool TryRead([MaybeNullWhen(false)] out T item) => connection.TryTake(out item);

    public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            bool more = await connection.Connection.WaitToReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (!more)
                _completion.TrySetResult();
            return more;
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException)
        {
            // Who waits hears of it; whoever looks at the task does, too, and nobody has to.
            if (_completion.TrySetException(end))
                _ = _completion.Task.Exception;
            throw;
        }
    }
}
