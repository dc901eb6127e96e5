using Causeway.Sys;

namespace Causeway;

/// <content>Waiting on the calling thread.</content>
public static partial class Signals
{
    /// <summary>Takes one of these signals; waits until there is one (rt_sigtimedwait(2), one system call).</summary>
    /// <param name="signals">Which. Every thread of this process must block them, from before its first instruction: <see cref="ChildProcessOptions.BlockedSignals"/>, <c>causeway run --block</c>.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <returns>The one with the lowest number, of several of one number the first sent.</returns>
    /// <remarks>No allocation. Of several threads that wait, and of receivers, each signal goes to one. What was sent to this thread alone is taken too.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="ArgumentException">None; or one that cannot be received or that belongs to somebody else: the message says to whom.</exception>
    /// <exception cref="InvalidOperationException">Some thread does not block them: it would take them.</exception>
    /// <exception cref="TimeoutException">None came in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ReceivedSignal Wait(SignalSet signals, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        RequireTakeable(signals);
        return SignalWait.TryTake(signals, deadline, cancellationToken, out ReceivedSignal signal) ? signal
            : throw SyscallFailure.TimedOut("rt_sigtimedwait", signals.ToString());
    }

    /// <summary>Takes one of these signals if there is one (rt_sigtimedwait(2) with no time).</summary>
    /// <returns>False: none is pending.</returns>
    /// <inheritdoc cref="Wait" path="/param[@name='signals']"/>
    /// <exception cref="ArgumentException">None; or one that cannot be received or that belongs to somebody else: the message says to whom.</exception>
    /// <exception cref="InvalidOperationException">Some thread does not block them: it would take them.</exception>
    public static bool TryWait(SignalSet signals, out ReceivedSignal signal)
    {
        RequireTakeable(signals);
        return SignalWait.TryTake(signals, Deadline.Immediate, CancellationToken.None, out signal);
    }

    private static void RequireTakeable(SignalSet signals)
    {
        if (ThreadMasks.IsKnown(signals))
            return;
        SignalOwners.ThrowIfNotReceivable(signals, nameof(signals));
        ThreadMasks.Require(signals);
    }
}
