namespace Causeway.Waiting;

/// <summary>Somebody in this process who waits for a named object without sleeping at its bell.</summary>
internal abstract class LocalWaiter
{
    /// <summary>The neighbours in the object's queue. Under the object's gate.</summary>
    public LocalWaiter? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    public LocalWaiter? Next { get; set; }

    /// <summary>Whether it is in a queue. Under the object's gate.</summary>
    public bool IsQueued { get; set; }

    /// <summary>What it waits for.</summary>
    public int Mode { get; private set; }

    /// <summary>How often it was woken for nothing.</summary>
    public int Failures { get; set; }

    /// <summary>Whether the deadline of the wait that is under way has passed: a timer of an earlier one may be late.</summary>
    public virtual bool HasExpired => true;

    /// <summary>Whether it may ask for the turn.</summary>
    public virtual bool MayAskForTurn => true;

    /// <summary>Whether it has asked for the turn.</summary>
    public bool IsUrgent { get; set; }

    /// <summary>What it got.</summary>
    public int Taken { get; set; }

    /// <summary>Why it could not go on; null otherwise.</summary>
    public Exception? Failure { get; set; }

    /// <summary>How it ended.</summary>
    public WaitOutcome Outcome { get; set; }

    /// <summary>Tries to get what it waits for. Under the object's gate.</summary>
    /// <returns>0: not now, it stays in the queue.</returns>
    public abstract int TryServe(SharedObject from);

    /// <summary>Has whoever awaits it go on. Outside the gate, once.</summary>
    public abstract void Complete();

    /// <summary>Ready for the next wait.</summary>
    protected void Prepare(int mode)
    {
        Mode = mode;
        Failures = 0;
        IsUrgent = false;
        Taken = 0;
        Failure = null;
        Outcome = WaitOutcome.Ready;
    }
}
