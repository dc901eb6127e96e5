using Causeway.Domains;
using Causeway.Liveness;
using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>Wakes those who wait for a named object.</summary>
/// <remarks>
/// <code>
/// // Whoever makes the object available          Waiter
/// // (A) word: new value, by full fence          (C) answered = bell seen
/// // sees the waiters bit                             full fence
/// // (B) bell = answered? then bell += 1, wake   (D) loads the word
/// //
/// // If (B) finds a bell that is not answered, (C) comes after it, and (D) after (A): that waiter will see the change by
/// // itself, and somebody else is woken, or nobody is left to be.
/// </code>
/// A waiter that dies with its wake-up, or a waker before (B): everybody who waits hears of the death and looks again. A waker that
/// is stopped (SIGSTOP) between the bell and futex_wake leaves a bell that is not delivered: the next who comes by delivers it.
/// </remarks>
internal sealed class WakeUps(SharedState state, Doorbells bells)
{
    /// <summary>Wakes whoever comes next, if anybody waits: the one with the turn, else the one that waits longest and is not awake already.</summary>
    /// <returns>Whether one was woken.</returns>
    public bool WakeNext()
    {
        while (true)
        {
            Word word = state.Load();
            if (!word.HasWaiters)
                return false;
            if (TryPassTurnOn(word))
                continue;

            int next = ChooseNext(word.Turn, out bool anyWaits);
            if (next != 0)
            {
                Wake(next, CountFor(next, word.Turn));
                return true;
            }

            // Everybody who waits is awake and will look; or nobody waits, and the next to change the word need not look for them.
            if (anyWaits || state.TryClearWaiters(word))
                return false;
        }
    }

    /// <summary>Passes on a turn whose owner waits no more, to the next who asked: nobody could use what is left to it.</summary>
    /// <returns>Whether there was one. It is another's now, or the word has changed.</returns>
    public bool TryPassTurnOn(Word word)
    {
        if (word.Turn == 0 || Waits(word.Turn))
            return false;
        state.TrySetTurn(word, NextUrgent(ownStillAsks: true));
        return true;
    }

    /// <summary>Whether somebody of the cell waits.</summary>
    public bool Waits(int number) =>
        number <= ObjectLayout.CellCount && new Liveness.Waiting(Volatile.Read(ref state.CellOf(number).Waiting)).Any;

    /// <summary>Wakes everybody who waits.</summary>
    public void WakeAll()
    {
        Word word = state.Load();
        bool anyWaits = false;
        int highest = state.HighestCell;
        for (int number = 1; number <= highest; number++)
        {
            if (!Waits(number))
                continue;
            anyWaits = true;
            Wake(number, int.MaxValue);
        }

        // A newcomer since the word was loaded has changed it.
        if (!anyWaits && word.HasWaiters)
            state.TryClearWaiters(word);
    }

    /// <summary>The cell that is to have the turn after this one: of those that ask for it the one that waits longest; 0: nobody asks.</summary>
    /// <param name="ownStillAsks">Whether this process has somebody else who asks.</param>
    public int NextUrgent(bool ownStillAsks)
    {
        int best = 0;
        uint bestTicket = 0;
        int highest = state.HighestCell;
        for (int number = 1; number <= highest; number++)
        {
            Liveness.Waiting waiting = new(Volatile.Read(ref state.CellOf(number).Waiting));
            if (!waiting.Any || !waiting.IsUrgent || (number == state.Own && !ownStillAsks))
                continue;
            if (best == 0 || (int)(waiting.Ticket - bestTicket) < 0)
                (best, bestTicket) = (number, waiting.Ticket);
        }

        return best;
    }

    /// <summary>Wakes a process's waiters, unless they have been woken already, and will look.</summary>
    public void WakeIfAsleep(int number)
    {
        if (!Waits(number))
            return;
        Cell cell = state.CellOf(number);
        uint bell = Volatile.Read(ref cell.Bell);
        if (Volatile.Read(ref cell.Answered) == bell)
            Wake(number, int.MaxValue);
        else if (Volatile.Read(ref cell.Delivered) != bell)
            Rouse(cell, int.MaxValue, bell);
    }

    /// <summary>Wakes some of a process's waiters, and has it look after its asynchronous ones.</summary>
    public void Wake(int number, int count)
    {
        Cell cell = state.CellOf(number);
        uint bell = Interlocked.Increment(ref cell.Bell);
        CrashPoint.At("wake.bell");
        Rouse(cell, count, bell);
    }

    /// <summary>Carries a wake-up out, and says so.</summary>
    private void Rouse(Cell cell, int count, uint bell)
    {
        Liveness.Waiting waiting = new(Volatile.Read(ref cell.Waiting));
        if (waiting.Threads > 0)
            _ = LibC.futex(cell.BellAddress, LibC.FUTEX_WAKE_BITSET, count, 0, 0, LibC.FUTEX_BITSET_MATCH_ANY, out _);
        CrashPoint.At("wake.futex");

        // The doorbell is read after the bell was moved: of whoever has the cell now.
        if (waiting.Asynchronous > 0)
            bells.Ring(Volatile.Read(ref cell.Doorbell), Volatile.Read(ref cell.Cookie));
        CrashPoint.At("wake.rung");
        Volatile.Write(ref cell.Delivered, bell);
        CrashPoint.At("wake.delivered");
    }

    /// <summary>All threads of the process that has the turn: of them the one that asked for it may go on, and the kernel does not know which.</summary>
    private static int CountFor(int number, int turn) => number == turn ? int.MaxValue : 1;

    private int ChooseNext(int turn, out bool anyWaits)
    {
        anyWaits = false;
        int best = 0;
        uint bestTicket = 0;
        int highest = state.HighestCell;
        for (int number = 1; number <= highest; number++)
        {
            Cell cell = state.CellOf(number);
            Liveness.Waiting waiting = new(Volatile.Read(ref cell.Waiting));
            if (!waiting.Any)
                continue;
            anyWaits = true;
            uint bell = Volatile.Read(ref cell.Bell);
            if (Volatile.Read(ref cell.Answered) != bell) // (B)
            {
                if (Volatile.Read(ref cell.Delivered) != bell)
                    Rouse(cell, CountFor(number, turn), bell);
                continue;
            }

            if (number == turn)
                return number;
            if (best == 0 || (int)(waiting.Ticket - bestTicket) < 0)
                (best, bestTicket) = (number, waiting.Ticket);
        }

        return best;
    }
}
