using Causeway.Liveness;

namespace Causeway.Waiting;

/// <content>Those who died: burying them, and telling of them.</content>
internal abstract partial class SharedObject
{
    /// <summary>Whether a success says that the last owner died with it, so that whoever waited is to be told.</summary>
    /// <param name="taken">What <see cref="TryTake"/> said.</param>
    public virtual bool TellsOfDeath(int taken) => false;

    /// <summary>Tells of a death to whom no scope says so.</summary>
    /// <exception cref="AbandonedMutexException">The last owner died with what is the caller's now.</exception>
    public void ThrowIfAbandoned(int taken)
    {
        if (TellsOfDeath(taken))
            throw Abandoned();
    }

    /// <summary>What an asynchronous wait that is over gives to await: whether it got something, or the death that it is told of.</summary>
    public ValueTask<bool> Tell(int taken) => TellsOfDeath(taken) ? ValueTask.FromException<bool>(Abandoned()) : ValueTask.FromResult(taken != 0);

    /// <summary>Buries the process of this doorbell, if it takes part, and looks again.</summary>
    /// <returns>
    /// False: it takes part and its byte is still locked. The kernel closes what a dying process had open one by one, and the doorbell was
    /// the first.
    /// </returns>
    public bool TryMourn(ulong doorbell)
    {
        if (!TryKeep())
            return true;
        try
        {
            bool buried = true;
            for (int number = 1; number <= State.HighestCell; number++)
            {
                if (Volatile.Read(ref State.CellOf(number).Doorbell) == doorbell)
                    buried &= Burial.TryBury(State, this, _membership!.Life, number);
            }

            if (new Liveness.Waiting(Volatile.Read(ref State.CellOf(State.Own).Waiting)).Any)
                LookAgain();
            return buried;
        }
        finally
        {
            Lease.DangerousRelease();
        }
    }

    /// <summary>Buries the dead, for who does not wait to hear of them.</summary>
    /// <returns>Whether there was one.</returns>
    private bool BuryTheDead()
    {
        bool any = false;
        for (int number = 1; number <= State.HighestCell; number++)
        {
            if (number != State.Own && Volatile.Read(ref State.CellOf(number).Doorbell) != 0)
                any |= Burial.TryBury(State, this, _membership!.Life, number);
        }

        return any;
    }

    private AbandonedMutexException Abandoned() => new($"The last owner of \"{Name}\" died with it. It is the caller's now: look at what it guards, and release it.");
}
