using Causeway.Messaging.Layout;

namespace Causeway.Messaging.Rings;

/// <content>Waiting without a thread: the doorbell has the reactor's thread look.</content>
/// <remarks>
/// Under the gate: whether somebody awaits, and the own waiting word as long as that is so. Whoever takes it back
/// (the reactor's thread, a token, an end) completes the waiter, once, outside the gate. The call stays in use until its result is read.
/// </remarks>
internal abstract partial class RingSide
{
    private readonly Lock _gate = new();
    private volatile bool _awaits;

    /// <summary>Whether continuations run on the reactor's thread.</summary>
    public bool IsInline { get; }

    /// <summary>Completes who waits without a thread, if what it waits for is there or the connection is over.</summary>
    public void Look() => Look(IsInline);

    /// <summary>The waiter of this side.</summary>
    private protected abstract RingWaiter Waiter { get; }

    /// <summary>Begins to wait within a call.</summary>
    /// <returns>False: there is something now, or the connection is over.</returns>
    private protected bool TryAwait(CancellationToken token)
    {
        Connection.Socket.ListenToBell();
        RingWaiter waiter = Waiter;
        waiter.Begin();
        lock (_gate)
        {
            _awaits = true;
            bool sleeps = false;
            try
            {
                sleeps = TryAnnounceSleep(WaitingWord.Bell);
            }
            finally
            {
                _awaits = sleeps;
            }

            if (!sleeps)
                return false;
        }

        // The reactor knows the connection by a weak reference alone.
        Connection.Socket.HoldForAwait();
        waiter.Arm(token);
        return true;
    }

    /// <summary>Ends the wait: its token was cancelled.</summary>
    internal void CancelWait()
    {
        lock (_gate)
        {
            if (!_awaits)
                return;
            _awaits = false;
            StayAwake();
        }

        Waiter.Complete(isCancelled: true, inline: false);
    }

    /// <summary>The result of a wait is about to be read.</summary>
    internal void HasWaited()
    {
        Connection.Socket.ReleaseAfterAwait();
        CountUntilBusy();
    }

    /// <summary>Ends the call of a wait that failed.</summary>
    internal void LeaveWait() => Leave();

    private void Look(bool inline)
    {
        if (!_awaits)
            return;
        lock (_gate)
        {
            if (!_awaits)
                return;
            if (IsReady || IsOver)
                StayAwake();
            else if (TryAnnounceSleep(WaitingWord.Bell))
                return;
            _awaits = false;
        }

        Waiter.Complete(isCancelled: false, inline);
    }
}
