using System.Threading.Channels;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Messaging.Meeting;

/// <summary>Takes from a channel on the calling thread, with a deadline.</summary>
internal static class ChannelWait
{
    /// <summary>Takes the next.</summary>
    /// <param name="reader">The channel.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="late">What to throw then.</param>
    /// <param name="item">What was taken.</param>
    /// <param name="token">Ends the wait.</param>
    /// <returns>False: there is none and will be none.</returns>
    /// <exception cref="TimeoutException">None came in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static bool TryTake<T>(ChannelReader<T> reader, Deadline deadline, Func<TimeoutException> late, out T item, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        while (!reader.TryRead(out item!))
        {
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(token);
            Task<bool> more = reader.WaitToReadAsync(giveUp.Token).AsTask();
            if (!TaskWait.Until(more, deadline))
            {
                giveUp.Cancel();
                throw late();
            }

            token.ThrowIfCancellationRequested();
            if (!more.GetAwaiter().GetResult())
                return false;
        }

        return true;
    }
}
