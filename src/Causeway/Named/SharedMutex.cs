using Causeway.Domains;
using Causeway.Liveness;
using Causeway.Waiting;

namespace Causeway.Named;

/// <summary>A mutex: of this process's threads, which one has it, and how often.</summary>
/// <remarks>
/// The owner's fields are written by the owner alone, which is one thread at a time as long as the word names this process. Whoever waits here hears of the end of
/// a thread of its own process that has it:
/// <code>
/// // Waiter                                   Owner
/// // counts itself among the waits here       (A) word: this process has it
/// // word: the waiters bit
/// // word names this process: watches its     (B) somebody waits here: has itself watched
/// // owner
/// // One of the two does: both changes of the word are full fences, and one comes first.
/// </code>
/// </remarks>
internal sealed class SharedMutex(ObjectFile file) : SharedExclusive(file)
{
    private volatile Thread? _owner;
    private int _count;

    /// <summary>Whether the calling thread has it.</summary>
    public bool IsHeldByCaller => _owner == Thread.CurrentThread;

    /// <summary>Counts one more of the calling thread's.</summary>
    public void Reenter() => _count = checked(_count + 1);

    /// <inheritdoc/>
    /// <remarks>By the thread that is to have it: nobody takes a mutex for another.</remarks>
    public override int TryTake(int mode, bool urgent)
    {
        int taken = base.TryTake(mode, urgent); // (A)
        if (taken != 0)
        {
            _count = 1;
            _owner = Thread.CurrentThread;
        }

        return taken;
    }

    /// <summary>The calling thread has got it, and its own waits for it are over: if others wait here, they hear of its end.</summary>
    public void WatchOwn()
    {
        if (HasWaitsHere) // (B)
            ThreadEnd.Watch(Thread.CurrentThread);
    }

    /// <summary>Counts one less of the calling thread's; true: that was the last, and the mutex is to be freed.</summary>
    public bool Exit()
    {
        if (--_count > 0)
            return false;
        _owner = null;
        return true;
    }

    /// <summary>Whether a thread of this process has ended with it.</summary>
    public bool IsOfEndedThread => _owner is { IsAlive: false };

    /// <inheritdoc/>
    public override bool LooksFree(int mode) => IsOfEndedThread || base.LooksFree(mode);

    /// <summary>Frees the mutex of a thread of this process that has ended with it. Under a hold.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryFreeOfEndedThread()
    {
        Word after;
        lock (Gate)
        {
            if (!IsOfEndedThread || !IsOwn)
                return false;
            _owner = null;
            Free(abandon: true, out after);
        }

        // It may be the turn of somebody else, who sleeps.
        if (after.HasWaiters)
            Wake();
        return true;
    }

    /// <inheritdoc/>
    private protected override void WatchOwner()
    {
        // Between the change of the word and that of the field a thread does nothing that could wait or fail.
        SpinWait spin = default;
        Thread? owner;
        while ((owner = _owner) is null && IsOwn)
            spin.SpinOnce();
        if (owner is not null && owner != Thread.CurrentThread && !TryFreeOfEndedThread())
            ThreadEnd.Watch(owner);
    }
}
