namespace Causeway.Waiting;

/// <content>Looking at the object for those who wait without a thread.</content>
internal abstract partial class SharedObject
{
    /// <summary>Lets those who wait without a thread look at the object. On the reactor's thread.</summary>
    public void AnswerDoorbell()
    {
        if (Volatile.Read(ref _queued) == 0 || !TryKeep())
            return;
        try
        {
            Answer(State.CellOf(State.Own));
            Exception? failure = TryWatchEverybody();
            CompleteAll(TakeServed(failure));
        }
        finally
        {
            Lease.DangerousRelease();
        }
    }

    /// <summary>Looks at the object for one that has just been queued.</summary>
    private void Serve(LocalWaiter waiter)
    {
        Answer(State.CellOf(State.Own));
        Exception? failure = TryWatchEverybody();
        lock (_gate)
        {
            if (!waiter.IsQueued)
                return;
            waiter.Failure = failure;
            if (!TryServe(waiter) && !(failure is not null && TryDequeue(waiter)))
                return;
        }

        Leave(waiter);
        waiter.Complete();
    }

    /// <summary>As <see cref="WatchEverybody"/>, on the reactor's thread, which must not end: those who wait are told instead.</summary>
    private Exception? TryWatchEverybody()
    {
        try
        {
            WatchEverybody();
            return null;
        }
        catch (Exception e) when (e is SyscallException or UnauthorizedAccessException)
        {
            return e;
        }
    }

    /// <summary>Takes those out of the queue who got what they wait for, or all where nobody hears of deaths: linked by Next.</summary>
    private LocalWaiter? TakeServed(Exception? failure)
    {
        LocalWaiter? first = null;
        LocalWaiter? last = null;
        lock (_gate)
        {
            for (LocalWaiter? waiter = _queue.First, next; waiter is not null; waiter = next)
            {
                next = waiter.Next;
                waiter.Failure = failure;
                if (!TryServe(waiter) && !(failure is not null && TryDequeue(waiter)))
                    continue;
                if (last is null)
                    first = waiter;
                else
                    last.Next = waiter;
                last = waiter;
            }
        }

        return first;
    }

    /// <summary>Under the gate.</summary>
    private bool TryServe(LocalWaiter waiter)
    {
        while (true)
        {
            if (_closed)
                waiter.Outcome = WaitOutcome.Closed;
            else
                waiter.Taken = waiter.TryServe(this);
            if (_closed || waiter.Taken != 0)
                return TryDequeue(waiter);
            if (!waiter.IsUrgent && waiter.MayAskForTurn && waiter.Failures++ >= PatienceOf(waiter.Mode))
            {
                AskForTurn();
                waiter.IsUrgent = true;
            }
            else if (TryPassTurnOn())
            {
                WakeUps.WakeNext();
            }
            else if (!waiter.IsUrgent || !TryAskAgain())
            {
                return false;
            }
        }
    }

    private void CompleteAll(LocalWaiter? first)
    {
        // A completed waiter may be rented again at once: its link is read first.
        for (LocalWaiter? waiter = first, next; waiter is not null; waiter = next)
        {
            next = waiter.Next;
            waiter.Next = null;
            Leave(waiter);
            waiter.Complete();
        }
    }
}
