using Causeway.Sys;

namespace Causeway.Waiting;

/// <content>Waiting without a thread: the doorbell rings on the reactor's.</content>
internal abstract partial class SharedObject
{
    private WaiterQueue _queue;
    private SharedWaiter? _free;
    private int _queued;

    /// <summary>Gets what is waited for; what could be had at once has been tried. Allocates nothing in steady state.</summary>
    /// <param name="mode">What, of what the kind has to offer.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="inline">Go on on the reactor's thread: it must neither block nor take long.</param>
    /// <param name="token">Ends the wait.</param>
    /// <returns>What <see cref="TryTake"/> said; 0: the deadline passed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The object was closed meanwhile.</exception>
    public SharedWait WaitAsync(int mode, Deadline deadline, bool inline, CancellationToken token)
    {
        if (deadline.HasPassed)
            return SharedWait.Of(this, Wait(mode, deadline, token));

        // The waiter keeps the object only until it is served, by whomever.
        using HandleHold hold = new(Lease);
        Doorbells.Own.Listen();
        SharedWaiter waiter = Rent();
        waiter.Begin(mode, deadline, inline);
        Enqueue(waiter);
        SharedWait awaited = waiter.Arm(token);
        Serve(waiter);
        WakeWhomItIsLeftTo();
        return awaited;
    }

    /// <summary>Puts one in the queue and among those who wait. It keeps the object until it has left.</summary>
    internal void Enqueue(LocalWaiter waiter)
    {
        bool kept = false;
        Lease.DangerousAddRef(ref kept);
        try
        {
            // Registered before anybody can serve it, and so take it out again.
            Register(asynchronous: true);
        }
        catch
        {
            Lease.DangerousRelease();
            throw;
        }

        lock (_gate)
        {
            _queue.Add(waiter);
            Volatile.Write(ref _queued, _queued + 1);
        }
    }

    /// <summary>Ends one wait, unless it has ended already.</summary>
    internal void End(LocalWaiter waiter, WaitOutcome outcome)
    {
        lock (_gate)
        {
            if ((outcome == WaitOutcome.TimedOut && !waiter.HasExpired) || !TryDequeue(waiter))
                return;
            waiter.Outcome = outcome;
        }

        Leave(waiter);
        waiter.Complete();
    }

    /// <summary>Says that somebody who is queued looks at the object now, and sees to it that it hears of deaths.</summary>
    /// <param name="comes">Whether it looks for the first time.</param>
    /// <exception cref="ObjectDisposedException">The object was closed meanwhile.</exception>
    internal void Look(bool comes)
    {
        using HandleHold hold = new(Lease);
        ObjectDisposedException.ThrowIf(_closed, this);
        Answer(State.CellOf(State.Own));
        WatchEverybody();
        WatchOwner();
        if (TryPassTurnOn())
            WakeUps.WakeNext();
        if (comes)
            WakeWhomItIsLeftTo();
    }

    /// <summary>Takes one out without an end, who looks after itself.</summary>
    internal void Withdraw(LocalWaiter waiter)
    {
        lock (_gate)
        {
            if (!TryDequeue(waiter))
                return;
        }

        Leave(waiter);
    }

    /// <summary>Takes a waiter back whose result was read.</summary>
    internal void Return(SharedWaiter waiter)
    {
        lock (_gate)
        {
            waiter.Next = _free;
            _free = waiter;
        }
    }

    private SharedWaiter Rent()
    {
        lock (_gate)
        {
            SharedWaiter waiter = _free ?? new SharedWaiter(this);
            _free = (SharedWaiter?)waiter.Next;
            waiter.Next = null;
            return waiter;
        }
    }

    private bool TryDequeue(LocalWaiter waiter)
    {
        if (!_queue.TryRemove(waiter))
            return false;
        Volatile.Write(ref _queued, _queued - 1);
        return true;
    }

    private void Leave(LocalWaiter waiter)
    {
        Deregister(asynchronous: true, waiter.IsUrgent, served: waiter.Taken != 0);
        Lease.DangerousRelease();
    }
}
