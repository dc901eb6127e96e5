using System.Runtime.CompilerServices;
using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>The one loop around a blocking call: EINTR, deadline and token.</summary>
internal static class BlockingCall
{
    /// <summary>Makes the call until it answers something else than EINTR.</summary>
    /// <param name="call">The call.</param>
    /// <param name="deadline">When to give up: the answer is then -1 and ETIMEDOUT, whatever the call itself says of time.</param>
    /// <param name="token">Ends the call.</param>
    /// <param name="error">errno where the result is negative.</param>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled and the call had not done its work: a call that succeeds at the same moment keeps its result.
    /// </exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Run<TCall>(ref TCall call, Deadline deadline, CancellationToken token, out Errno error)
        where TCall : struct, IBlockingCall, allows ref struct
    {
        if (token.CanBeCanceled || !(TCall.KeepsDeadline || deadline.IsInfinite))
            return RunInterruptibly(ref call, deadline, token, out error);

        // The hot path, in the caller's own body: a call that nothing but its result ends.
        nint result = call.Invoke(out error);
        return result >= 0 || error != Errno.EINTR ? result : Loop(ref call, deadline, token, out error);
    }

    private static nint RunInterruptibly<TCall>(ref TCall call, Deadline deadline, CancellationToken token, out Errno error)
        where TCall : struct, IBlockingCall, allows ref struct
    {
        token.ThrowIfCancellationRequested();
        Interrupter.Install();
        InterruptTarget target = InterruptTarget.Current;
        target.Enter(TCall.KeepsDeadline ? Deadline.Infinite : deadline, token);
        try
        {
            return Loop(ref call, deadline, token, out error);
        }
        finally
        {
            target.Leave();
        }
    }

    private static nint Loop<TCall>(ref TCall call, Deadline deadline, CancellationToken token, out Errno error)
        where TCall : struct, IBlockingCall, allows ref struct
    {
        while (true)
        {
            nint result = call.Invoke(out error);
            if (result >= 0 || error != Errno.EINTR)
                return result;
            token.ThrowIfCancellationRequested();
            if (deadline.HasPassed)
            {
                error = Errno.ETIMEDOUT;
                return -1;
            }
        }
    }
}
