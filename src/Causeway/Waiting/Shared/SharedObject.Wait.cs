using Causeway.Sys;

namespace Causeway.Waiting;

/// <content>Waiting on a thread.</content>
internal abstract partial class SharedObject
{
    /// <summary>Gets what is waited for, however long it takes; what could be had at once has been tried.</summary>
    /// <returns>What <see cref="TryTake"/> said; 0: the deadline passed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The object was closed meanwhile.</exception>
    public int Wait(int mode, Deadline deadline, CancellationToken token)
    {
        using HandleHold hold = new(Lease);
        if (deadline.HasPassed)
            return TryTakeFromTheDead(mode);
        token.ThrowIfCancellationRequested();
        int taken = Spin(mode);
        return taken != 0 ? taken : Sleep(mode, deadline, token);
    }

    /// <summary>For those who do not wait: what only the dead hold can be had at once.</summary>
    private int TryTakeFromTheDead(int mode)
    {
        bool passedOn = TryPassTurnOn();
        if (passedOn)
            WakeUps.WakeNext();
        int taken = BuryTheDead() | passedOn ? TryTake(mode, urgent: false) : 0;
        if (taken == 0)
            WakeWhomItIsLeftTo();
        return taken;
    }

    private int Sleep(int mode, Deadline deadline, CancellationToken token)
    {
        Register(asynchronous: false);
        int taken = 0;
        bool urgent = false;
        try
        {
            for (int failures = 0; ; failures++)
            {
                // Answered first: a newcomer counts itself before it wakes everybody.
                uint seen = Answer(State.CellOf(State.Own));
                WatchEverybody();
                WatchOwner();
                ObjectDisposedException.ThrowIf(_closed, this);

                // Any thread that waits may use its process's turn: the wake-up that came with it woke this one, and nobody else.
                taken = TryTake(mode, urgent || (SharesTurn && Volatile.Read(ref _urgent) > 0));
                if (taken != 0)
                    return taken;
                if (failures == 0)
                    WakeWhomItIsLeftTo();
                if (!urgent && failures >= PatienceOf(mode))
                {
                    // The object may have become free before the turn was ours: once more.
                    AskForTurn();
                    urgent = true;
                    continue;
                }

                if (TryPassTurnOn())
                {
                    WakeUps.WakeNext();
                    continue;
                }

                if (urgent && TryAskAgain())
                    continue;
                if (!SleepAt(seen, deadline, token))
                    return 0;
            }
        }
        finally
        {
            Deregister(asynchronous: false, urgent, served: taken != 0);
        }
    }

    /// <summary>Whether a thread that waits may use a turn that another thread of this process has asked for: where one thread alone is woken, which may be either.</summary>
    private protected virtual bool SharesTurn => true;

    /// <summary>So often a waiter is woken for nothing before it asks for the turn.</summary>
    private protected virtual int PatienceOf(int mode) => Patience;

    /// <summary>Sleeps until the bell is another one.</summary>
    /// <returns>False: the deadline passed.</returns>
    private bool SleepAt(uint seen, Deadline deadline, CancellationToken token)
    {
        var call = new BellWait(State.CellOf(State.Own).BellAddress, seen, deadline);
        nint result = BlockingCall.Run(ref call, deadline, token, out Errno error);
        if (result == 0 || error == Errno.EAGAIN)
            return true;
        return error == Errno.ETIMEDOUT ? false : throw SyscallFailure.Create("futex(FUTEX_WAIT)", Name, error);
    }

    private readonly struct BellWait(nint bell, uint seen, Deadline deadline) : IBlockingCall
    {
        public static bool KeepsDeadline => true;

        public unsafe nint Invoke(out Errno error)
        {
            LibC.timespec until = deadline.IsInfinite ? default : deadline.ToAbsolute(LibC.CLOCK_MONOTONIC);
            return LibC.futex(bell, LibC.FUTEX_WAIT_BITSET, (int)seen, deadline.IsInfinite ? 0 : (nint)(&until), 0, LibC.FUTEX_BITSET_MATCH_ANY, out error);
        }
    }
}
