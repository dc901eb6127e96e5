using System.Runtime.InteropServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>flock(2), at once, waiting, and on another thread.</content>
public sealed partial class FileLock
{
    private bool Take(long begun, int operation, Deadline deadline, CancellationToken token, out Errno error)
    {
        // The kernel lets through at once whom nobody keeps out: without a limit one call does both.
        if (deadline.IsInfinite && !token.CanBeCanceled)
            return TryCall(operation, out error);
        return TryTake(operation, out error) || (error == Errno.EAGAIN && TakeInterruptibly(begun, operation, deadline, token, out error));
    }

    private bool TryTake(int operation, out Errno error) => TryCall(operation | LibC.LOCK_NB, out error);

    private bool TryCall(int operation, out Errno error)
    {
        int result;
        do
            result = LibC.flock(_target.Handle, operation, out error);
        while (result != 0 && error == Errno.EINTR);
        return result == 0;
    }

    private bool TakeInterruptibly(long begun, int operation, Deadline deadline, CancellationToken token, out Errno error)
    {
        error = Errno.ETIMEDOUT;
        if (deadline.HasPassed)
            return false;
        try
        {
            return Wait(operation, deadline, token, out error);
        }
        catch
        {
            // Cancelled: a call that was interrupted has not taken the lock, and a conversion has lost it.
            GiveUp(begun);
            throw;
        }
    }

    private bool Wait(int operation, Deadline deadline, CancellationToken token, out Errno error)
    {
        var call = new FlockCall(_target.Handle, operation);
        return BlockingCall.Run(ref call, deadline, token, out error) == 0;
    }

    private async ValueTask<Errno> TakeAsync(long begun, int operation, CancellationToken token)
    {
        if (TryTake(operation, out Errno error) || error != Errno.EAGAIN)
            return error;
        try
        {
            return await DedicatedThread.RunAsync(() => Wait(operation, Deadline.Infinite, token, out Errno refusal) ? default : refusal, token).ConfigureAwait(false);
        }
        catch
        {
            // Cancelled before the thread began, or while it waited.
            GiveUp(begun);
            throw;
        }
    }

    private readonly struct FlockCall(SafeHandle descriptor, int operation) : IBlockingCall
    {
        public static bool KeepsDeadline => false;

        public nint Invoke(out Errno error) => LibC.flock(descriptor, operation, out error);
    }
}
