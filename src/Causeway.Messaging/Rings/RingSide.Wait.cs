using Causeway.Messaging.Layout;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Messaging.Rings;

/// <content>Waiting on a thread.</content>
internal abstract unsafe partial class RingSide
{
    private readonly RingMemory _memory;

    /// <summary>A thread is between announcing its sleep and having slept.</summary>
    private volatile bool _sleeps;

    /// <summary>Which.</summary>
    private InterruptTarget? _sleeper;

    /// <summary>Held to signal it: it is not left while that may come.</summary>
    private readonly Lock _rousing = new();

    /// <summary>Whether nothing is waited for any more.</summary>
    private protected bool IsOver => (Volatile.Read(ref Stop) & RingStop.Over) != 0;

    /// <summary>Waits within a call until what is waited for is there or the connection is over.</summary>
    /// <remarks>The caller has just looked: who is to look away does that first, without one more look at the line that the other side is about to write.</remarks>
    /// <returns>False: the deadline passed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    private protected bool Wait(Deadline deadline, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (IsOver || (!_looksAway && IsReady))
            return true;
        if (deadline.HasPassed)
            return false;
        if (SpinUntilReady(deadline, token))
            return true;
        _sleeper = InterruptTarget.Current;
        _sleeps = true;
        try
        {
            return Sleep(deadline, token);
        }
        finally
        {
            _sleeps = false;
            Interlocked.MemoryBarrier(); // pairs with the fence of Halt
            if (IsOver)
                LeaveSignals();
        }
    }

    /// <summary>No signal is on its way to this thread any more, nor pending.</summary>
    private void LeaveSignals()
    {
        lock (_rousing)
        {
            // Whoever signals does so under it, and looks whether there is a sleeper first.
        }

        _ = LibC.sched_yield();
    }

    private bool Sleep(Deadline deadline, CancellationToken token)
    {
        while (TryAnnounceSleep(WaitingWord.Asleep))
        {
            bool woken;
            try
            {
                woken = SleepAtWord(deadline, token);
            }
            finally
            {
                StayAwake();
                CountUntilBusy();
            }

            if (IsReady || IsOver)
                break;

            // Looked at each time: a peer that stores in the word all the time keeps the call from waiting, and so from timing out.
            if (!woken || deadline.HasPassed)
                return false;
        }

        return true;
    }

    private bool SleepAtWord(Deadline deadline, CancellationToken token)
    {
        WordWait call = new((nint)Own, deadline);
        nint result = BlockingCall.Run(ref call, deadline, token, out Errno error);
        if (result == 0 || error == Errno.EAGAIN)
            return true;
        return error == Errno.ETIMEDOUT ? false : throw SyscallFailure.Create("futex(FUTEX_WAIT)", Connection.Name, error);
    }

    /// <summary>Wakes the thread that sleeps here, whatever the peer does with the word.</summary>
    private void Rouse()
    {
        if (!TryRouse())
            Retry.Later(TryRouseBySignal);
    }

    /// <summary>Wakes it wherever it sleeps: a hostile peer can move a sleeper to another word (FUTEX_CMP_REQUEUE), at which nobody here finds it. The signal has it come back to its own.</summary>
    private bool TryRouseBySignal()
    {
        if (TryRouse())
            return true;
        try
        {
            Interrupter.Install();
        }
        catch (InvalidOperationException)
        {
            // The signal is somebody else's: by its own word it is woken all the same, unless it was moved.
            return false;
        }

        lock (_rousing)
        {
            if (_sleeps)
                _sleeper!.SignalNow();
        }

        return !_sleeps;
    }

    /// <summary>Wakes it once.</summary>
    /// <returns>False: it may still sleep, as the peer can have put the word back before the thread came to futex(2).</returns>
    private bool TryRouse()
    {
        if (!_sleeps || !_memory.TryHold())
            return true;
        StayAwake();
        _ = LibC.futex((nint)Own, LibC.FUTEX_WAKE_BITSET, int.MaxValue, 0, 0, LibC.FUTEX_BITSET_MATCH_ANY, out _);
        _memory.DangerousRelease();
        return !_sleeps;
    }

    private readonly struct WordWait(nint word, Deadline deadline) : IBlockingCall
    {
        public static bool KeepsDeadline => true;

        public unsafe nint Invoke(out Errno error)
        {
            LibC.timespec until = deadline.IsInfinite ? default : deadline.ToAbsolute(LibC.CLOCK_MONOTONIC);
            return LibC.futex(word, LibC.FUTEX_WAIT_BITSET, (int)WaitingWord.Asleep, deadline.IsInfinite ? 0 : (nint)(&until), 0, LibC.FUTEX_BITSET_MATCH_ANY, out error);
        }
    }
}
