using Causeway.Sys;

namespace Causeway.Locks;

/// <summary>One wait of libc's that no signal ends.</summary>
internal interface ILockWait
{
    /// <summary>Waits as long as it takes; answers the error.</summary>
    int Wait();

    /// <summary>Waits until a moment, ETIMEDOUT at the latest then; answers the error.</summary>
    int WaitUntil(Deadline deadline);
}

/// <summary>The one loop around such a wait: deadline and token.</summary>
internal static class LockWait
{
    /// <summary>How often a token is looked at: libc answers no signal, so that its waits are cut into slices where one is given.</summary>
    public static TimeSpan Slice { get; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits; answers the error, ETIMEDOUT only when the deadline has passed.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled and the wait had not succeeded.</exception>
    public static int Run<TWait>(ref TWait wait, Deadline deadline, CancellationToken token)
        where TWait : struct, ILockWait
    {
        if (!token.CanBeCanceled)
            return deadline.IsInfinite ? wait.Wait() : wait.WaitUntil(deadline);
        while (true)
        {
            token.ThrowIfCancellationRequested();
            int error = wait.WaitUntil(NextSlice(deadline));
            if (error != Errno.ETIMEDOUT.Value || deadline.HasPassed)
                return error;
        }
    }

    /// <summary>The deadline, or sooner, when a token is to be looked at.</summary>
    public static Deadline NextSlice(Deadline deadline) =>
        !deadline.IsInfinite && deadline.Remaining <= Slice ? deadline : Deadline.After(Slice);
}
