using System.Runtime.CompilerServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Awaiting.</content>
public sealed partial class PosixSemaphore
{
    /// <summary>As <see cref="Wait"/>: at once where the value is above 0, else on a thread of its own while this wait lasts.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then, and a post that came at the same moment stays.</param>
    /// <returns>Completes when one was taken.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        return TryWait() ? default : WaitOnThreadAsync(cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WaitOnThreadAsync(CancellationToken token)
    {
        await DedicatedThread.Enter();
        try
        {
            WaitUntil(Deadline.Infinite, token);
        }
        finally
        {
            await DedicatedThread.Leave();
        }
    }
}
