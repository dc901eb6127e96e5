using Causeway.Domains;

namespace Causeway.Named;

/// <summary>A mutex: of this process's threads, which one has it, and how often.</summary>
/// <remarks>The owner's fields are written by the owner alone, which is one thread at a time as long as the word names this process.</remarks>
internal sealed class SharedMutex(ObjectFile file) : SharedExclusive(file)
{
    private volatile Thread? _owner;
    private int _count;

    /// <summary>Whether the calling thread has it.</summary>
    public bool IsHeldByCaller => _owner == Thread.CurrentThread;

    /// <summary>Counts one more of the calling thread's.</summary>
    public void Reenter() => _count = checked(_count + 1);

    /// <summary>The calling thread has got it.</summary>
    public void Enter()
    {
        _count = 1;
        _owner = Thread.CurrentThread;
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
    public override int TryTake(int mode, bool urgent)
    {
        int taken = base.TryTake(mode, urgent);
        return taken == 0 && IsOfEndedThread && TryFreeOfEndedThread() ? base.TryTake(mode, urgent) : taken;
    }

    /// <inheritdoc/>
    public override bool LooksFree(int mode) => IsOfEndedThread || base.LooksFree(mode);

    /// <summary>Frees the mutex of a thread of this process that has ended with it.</summary>
    /// <returns>Whether there was one.</returns>
    private bool TryFreeOfEndedThread()
    {
        lock (Gate)
        {
            if (_owner is not { IsAlive: false } || !IsOwn)
                return false;
            _owner = null;
            Free(abandon: true, out _);
            return true;
        }
    }
}
