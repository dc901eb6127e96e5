using Causeway.Domains;

namespace Causeway.Liveness;

/// <summary>Gives back what a dead process held of an object, by whoever meets it.</summary>
/// <remarks>
/// <code>
/// // Burier                                      Successor in the cell
/// // (A) loads the word
/// // (B) sees that the cell's byte is free
/// //                                             locks the byte, buries too: the word has a new stamp
/// // (B') sees that the word is still that of (A)
/// // (C) exchanges the word of (A): fails
/// //
/// // Had the order been (B), (A), the burier could load a word in which the successor holds something, and bury a living process.
/// // Without (B') the dead one's last change, after (A), would be taken for none, or be settled by what the burier wrote to pending.
/// //
/// // died after    what others find                       mended by
/// // pending       a pending that no word names           nothing to mend
/// // (C)           a change that is not settled           whoever changes the word next
/// // settled       a cell that waits and holds nothing    the next burier; a wake-up for it is lost, and its death is told to all
/// // the process   a cell with a doorbell alone           the next burier
/// </code>
/// Several may bury one at the same time, and one may die or stop while it does.
/// </remarks>
internal static class Burial
{
    /// <summary>Buries whoever had the cell, if it is dead.</summary>
    /// <param name="state">The object.</param>
    /// <param name="kind">Knows what is to be given back.</param>
    /// <param name="life">Knows who lives.</param>
    /// <param name="number">The cell.</param>
    /// <returns>Whether nobody lives in the cell.</returns>
    public static bool TryBury(SharedState state, IObjectKind kind, LifeLock life, int number)
    {
        // Its own byte looks free to the process that has it.
        if (number == state.Own)
            return false;
        Cell cell = state.CellOf(number);
        if (!TryGiveBack(state, kind, life, number, out Entry dead))
            return false;

        // By exchange: a successor's ticket and doorbell are others than those seen before the proof. (Its number is for people; one of the same number
        // in another namespace could lose it in a listing.) The doorbell last: by that a burial that was broken off is found.
        if (dead.Waiting != 0)
            Interlocked.CompareExchange(ref cell.Waiting, 0, dead.Waiting);
        CrashPoint.At("bury.waiting");
        if (dead.Process != 0)
            Interlocked.CompareExchange(ref cell.Process, 0, dead.Process);
        CrashPoint.At("bury.process");
        if (dead.Doorbell != 0)
            Interlocked.CompareExchange(ref cell.Doorbell, 0, dead.Doorbell);
        CrashPoint.At("bury.doorbell");
        return true;
    }

    /// <summary>Gives back what is held in this process's own cell: by its predecessor when it joins, by itself when it leaves.</summary>
    /// <remarks>Always a change, if of nothing: a burier of the predecessor that comes late must not find the word that it saw.</remarks>
    public static void GiveBackOwn(SharedState state, IObjectKind kind) => TryGiveBack(state, kind, life: null, state.Own, out _);

    /// <summary>Buries all who died without anybody's having noticed: who leaves in good order leaves the object so.</summary>
    /// <remarks>In all cells: one may have died before it was counted among those that were used.</remarks>
    public static void BuryAll(SharedState state, IObjectKind kind, LifeLock life)
    {
        for (int number = 1; number <= ObjectLayout.CellCount; number++)
        {
            Cell cell = state.CellOf(number);
            if (Volatile.Read(ref cell.Process) != 0 || Volatile.Read(ref cell.Doorbell) != 0)
                TryBury(state, kind, life, number);
        }
    }

    private static bool TryGiveBack(SharedState state, IObjectKind kind, LifeLock? life, int number, out Entry dead)
    {
        Cell cell = state.CellOf(number);
        while (true)
        {
            // Before the word: a pending of a later owner, or of its burial, is not to be written over.
            ulong pending = Volatile.Read(ref cell.Pending);
            Word word = state.Load(); // (A)
            state.Settle(word);
            int held = (int)(uint)Volatile.Read(ref cell.Held);
            if (life is not null && life.IsLocked(number)) // (B)
            {
                dead = default;
                return false;
            }

            // The dead one's own: who left in good order emptied them before the byte was free, and a newcomer changes the word before it enters its own.
            dead = new Entry(Volatile.Read(ref cell.Waiting), Volatile.Read(ref cell.Process), Volatile.Read(ref cell.Doorbell));

            // (B') The dead one's last change may have come after (A): that is settled first. From here on it changes nothing more.
            if (life is not null && state.Load() != word)
                continue;
            ChangingState change = new() { Value = word.Value, Turn = word.Turn == number ? 0 : word.Turn, Held = held };
            kind.GiveBack(ref change, number);
            if (life is not null && change.Value == word.Value && change.Turn == word.Turn && held == 0)
                return true;
            if (Interlocked.CompareExchange(ref cell.Pending, SharedState.Stamped(word.NextStamp, 0), pending) != pending)
                continue;
            CrashPoint.At("bury.pending");
            Word next = word.Next(change.Value, word.HasWaiters, change.Turn, number);
            if (!state.TryExchange(word, next)) // (C)
                continue;
            CrashPoint.At("bury.changed");
            state.Settle(next);
            return true;
        }
    }

    /// <summary>What a cell says of its process beside what that holds.</summary>
    private readonly record struct Entry(ulong Waiting, uint Process, ulong Doorbell);
}
