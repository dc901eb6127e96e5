using Causeway.Liveness;

namespace Causeway.Waiting;

/// <content>Being among those who wait.</content>
internal abstract partial class SharedObject
{
    /// <summary>So many times woken for nothing, and a waiter asks for the turn.</summary>
    private protected const int Patience = 4;

    private int _urgent;
    private int _registered;
    private volatile uint _watchedPeople = uint.MaxValue;

    /// <summary>Whether somebody of this process is among those who wait.</summary>
    private protected bool HasWaitsHere => Volatile.Read(ref _registered) > 0;

    /// <summary>Where threads of this process own the object: sees to it that their end is told. Under a hold, before who waits looks at the object.</summary>
    private protected virtual void WatchOwner()
    {
    }

    /// <summary>Enters one more who waits, and sees to it that whoever makes the object available knows. The caller looks at the object after it.</summary>
    internal void Register(bool asynchronous)
    {
        lock (_gate)
        {
            ref ulong waiting = ref State.CellOf(State.Own).Waiting;
            Volatile.Write(ref waiting, new Liveness.Waiting(Volatile.Read(ref waiting)).Add(asynchronous, State.NextTicket()).Bits);
            Volatile.Write(ref _registered, _registered + 1);
        }

        CrashPoint.At("wait.registered");
        State.SetWaiters();
    }

    /// <summary>Takes one out again, and passes on what may have been meant for it.</summary>
    /// <param name="asynchronous">What it was registered as.</param>
    /// <param name="urgent">Whether it had asked for the turn.</param>
    /// <param name="served">Whether it got what it waited for.</param>
    internal void Deregister(bool asynchronous, bool urgent, bool served)
    {
        Cell own = State.CellOf(State.Own);
        lock (_gate)
        {
            if (urgent)
                _urgent--;
            Volatile.Write(ref _registered, _registered - 1);
            Liveness.Waiting now = new Liveness.Waiting(Volatile.Read(ref own.Waiting)).Remove(asynchronous, _urgent > 0, State.NextTicket());
            Volatile.Write(ref own.Waiting, now.Bits);
        }

        CrashPoint.At("wait.left");
        if (urgent)
            GiveUpTurn();
        Answer(own);
        Word word = State.Load();
        if (word.HasWaiters)
            WakeAfterWait(word, urgent, served);
    }

    /// <summary>Passes on what may have been meant for a wait that is over: the word has waiters.</summary>
    private protected virtual void WakeAfterWait(Word word, bool urgent, bool served)
    {
        if (!served || MayServe(word))
            WakeUps.WakeNext();
    }

    /// <summary>Says that this process looks at the object for every wake-up so far. The caller does, after it.</summary>
    internal static uint Answer(Cell own)
    {
        uint seen = Volatile.Read(ref own.Bell);
        uint answered = Volatile.Read(ref own.Answered);

        // It only grows: a thread that is late must not take back what another has answered since.
        while ((int)(seen - answered) > 0)
        {
            uint found = Interlocked.CompareExchange(ref own.Answered, seen, answered);
            if (found == answered)
                break;
            answered = found;
        }

        // (C) full fence: pairs with (A) of WakeUps.
        Interlocked.MemoryBarrier();
        CrashPoint.At("wait.answered");
        return seen;
    }

    /// <summary>Holds the doorbells of all who take part, so that their death is told; buries those who are dead already.</summary>
    /// <exception cref="Causeway.SyscallException">EMFILE: no descriptor is left to watch somebody by.</exception>
    internal void WatchEverybody()
    {
        uint people = State.People;
        uint before = _watchedPeople;
        if (people == before)
            return;

        // Before the work: burying looks at the object again, and so comes here. Another thread that sleeps meanwhile is woken if there was a death.
        _watchedPeople = people;
        try
        {
            for (int number = 1; number <= State.HighestCell; number++)
            {
                ulong doorbell = Volatile.Read(ref State.CellOf(number).Doorbell);
                if (doorbell != 0 && number != State.Own && !Doorbells.TryWatch(doorbell))
                    Mourning.Begin(Doorbells, doorbell);
            }
        }
        catch
        {
            // Other threads may sleep already, and believe that everybody is watched: they look again, and fail likewise.
            _watchedPeople = before;
            WakeUps.Wake(State.Own, int.MaxValue);
            throw;
        }
    }

    /// <summary>Asks to be served before those who come later.</summary>
    internal void AskForTurn()
    {
        lock (_gate)
        {
            _urgent++;
            ref ulong waiting = ref State.CellOf(State.Own).Waiting;
            Volatile.Write(ref waiting, new Liveness.Waiting(Volatile.Read(ref waiting)).WithUrgent().Bits);
        }

        CrashPoint.At("turn.asked");
        while (true)
        {
            Word word = State.Load();
            if (word.Turn == State.Own || (word.Turn != 0 && WakeUps.Waits(word.Turn)) || State.TrySetTurn(word, State.Own))
                return;
        }
    }

    /// <summary>Takes a turn that nobody has, for a wait that has asked: another thread of this process has used the one that it got.</summary>
    private bool TryAskAgain()
    {
        Word word = State.Load();
        return word.Turn == 0 && State.TrySetTurn(word, State.Own);
    }

    /// <summary>Passes on a turn whose owner waits no more: it died, or gave up. This process gives it up too where nobody asks: it may have been given what it had asked for before.</summary>
    /// <returns>Whether there was one.</returns>
    internal bool TryPassTurnOn()
    {
        Word word = State.Load();
        if (word.Turn != State.Own)
            return WakeUps.TryPassTurnOn(word);
        if (Volatile.Read(ref _urgent) > 0)
            return false;
        GiveUpTurn();
        return true;
    }

    /// <summary>For who came and did not get what looks free: it is left to somebody who may sleep, as whoever freed it was stopped before it woke anybody.</summary>
    private void WakeWhomItIsLeftTo()
    {
        Word word = State.Load();
        if (!word.HasWaiters || !IsFree(word))
            return;
        if (word.Turn != 0)
            WakeUps.WakeIfAsleep(word.Turn);
        else
            WakeAfterWait(word, urgent: false, served: false);
    }

    /// <summary>Whether nobody has the object, or so little of it that somebody who waits could go on, whatever it waits for.</summary>
    private protected virtual bool IsFree(Word word) => MayServe(word);

    /// <summary>The turn after this process has used it.</summary>
    internal int TurnAfterOwn() => WakeUps.NextUrgent(ownStillAsks: _urgent > 1);

    /// <summary>Passes the turn on, unless another wait of this process asks for it.</summary>
    private void GiveUpTurn()
    {
        while (true)
        {
            Word word = State.Load();
            if (word.Turn != State.Own || Volatile.Read(ref _urgent) > 0 || State.TrySetTurn(word, WakeUps.NextUrgent(ownStillAsks: false)))
                return;
        }
    }
}
