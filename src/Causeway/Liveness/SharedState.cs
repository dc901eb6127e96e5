using System.Runtime.CompilerServices;
using Causeway.Domains;

namespace Causeway.Liveness;

/// <summary>The word and the cells of one named object, and how they change.</summary>
/// <remarks>
/// <para>
/// Invariants: the word changes by compare-and-swap alone, with a new stamp each time. At most its last change is
/// unsettled: whoever changes it next settles that first. A process's pending and held are about changes of its own, or of its burial.
/// </para>
/// <code>
/// // This process (or a burier)             Anybody who changes the word next
/// // (A) pending = (stamp + 1, will hold)
/// // (B) word: last = cell, stamp + 1  ---> (C) sees last and stamp
/// //                                        (D) loads held, then pending: (A) came before (B)
/// // settle: held = pending                 settle: held = pending            by compare-and-swap: once
/// //
/// // died after   what others find                     mended by
/// // (A)          a pending that no word names         nothing to mend
/// // (B)          a change that is not settled         whoever changes the word next
/// // settled      a cell that holds                    burial
/// </code>
/// Thread-safe, but for changes about the own cell: one at a time in this process.
/// </remarks>
internal sealed unsafe class SharedState(nint address, int own)
{
    /// <summary>Where the object is mapped.</summary>
    public nint Address => address;

    /// <summary>This process's cell.</summary>
    public int Own => own;

    private ref ulong Bits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.AsRef<ulong>((byte*)address + ObjectLayout.Word64);
    }

    private ref uint Tickets => ref Unsafe.AsRef<uint>((byte*)address + ObjectLayout.Tickets32);

    private ref uint PeopleWord => ref Unsafe.AsRef<uint>((byte*)address + ObjectLayout.People32);

    private ref uint Highest => ref Unsafe.AsRef<uint>((byte*)address + ObjectLayout.HighestCell32);

    /// <summary>How many have joined so far.</summary>
    public uint People => Volatile.Read(ref PeopleWord);

    /// <summary>The last cell that anybody has used.</summary>
    public int HighestCell => (int)Math.Min(Volatile.Read(ref Highest), ObjectLayout.CellCount);

    /// <summary>A number higher than those before it.</summary>
    public uint NextTicket()
    {
        uint ticket = Interlocked.Increment(ref Tickets);
        CrashPoint.At("wait.ticket");
        return ticket;
    }

    /// <summary>The word now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Word Load() => new(Volatile.Read(ref Bits));

    /// <summary>A cell, by its number.</summary>
    public Cell CellOf(int number) => new(address, number);

    /// <summary>Puts one word in the place of another, after that one was settled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryExchange(Word expected, Word next) =>
        Interlocked.CompareExchange(ref Bits, next.Bits, expected.Bits) == expected.Bits; // (B) full fence

    /// <summary>Makes a change if it can be made.</summary>
    /// <param name="change">The change. About the own cell: the caller keeps the process's other threads out.</param>
    /// <param name="after">The word that the change made, or the one in which it could not be made.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryApply<TChange>(ref TChange change, out Word after)
        where TChange : struct, IChange
    {
        while (true)
        {
            Word word = Load();
            Settle(word);
            ChangingState state = new() { Value = word.Value, Turn = word.Turn };
            if (TChange.UsesCell)
                state.Held = (int)(uint)Volatile.Read(ref CellOf(own).Held);
            if (!change.Apply(ref state))
            {
                after = word;
                return false;
            }

            if (TChange.UsesCell)
            {
                Volatile.Write(ref CellOf(own).Pending, Stamped(word.NextStamp, state.Held)); // (A)
                CrashPoint.At("word.pending");
            }

            Word next = word.Next(state.Value, word.HasWaiters, state.Turn, TChange.UsesCell ? own : 0);
            if (!TryExchange(word, next))
                continue;
            CrashPoint.At("word.changed");
            Settle(next);
            after = next;
            return true;
        }
    }

    /// <summary>Finishes the change that made this word, if it is about a cell and nobody has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Settle(Word word)
    {
        if (word.Last != 0)
            SettleCell(word);
    }

    /// <summary>The waiters bit and a new stamp: no waker that found nobody before this can clear the bit after it.</summary>
    public void SetWaiters()
    {
        Word word;
        do
        {
            word = Load();
            Settle(word);
        }
        while (!TryExchange(word, word.Next(word.Value, waiters: true, word.Turn, last: 0)));
        CrashPoint.At("wait.announced");
    }

    /// <summary>Clears the waiters bit, unless the word has changed since.</summary>
    public bool TryClearWaiters(Word seen)
    {
        Settle(seen);
        if (!TryExchange(seen, seen.Next(seen.Value, waiters: false, seen.Turn, last: 0)))
            return false;
        CrashPoint.At("wake.cleared");
        return true;
    }

    /// <summary>Gives the turn away, unless the word has changed since.</summary>
    public bool TrySetTurn(Word seen, int turn)
    {
        Settle(seen);
        if (!TryExchange(seen, seen.Next(seen.Value, seen.HasWaiters, turn, last: 0)))
            return false;
        CrashPoint.At("turn.given");
        return true;
    }

    /// <summary>Lets everybody who will wait know of one more to watch.</summary>
    public void CountNewcomer(int cell)
    {
        uint highest;
        while ((highest = Volatile.Read(ref Highest)) < cell && Interlocked.CompareExchange(ref Highest, (uint)cell, highest) != highest)
        {
            // Somebody else joined at this moment.
        }

        CrashPoint.At("join.counted");
        Interlocked.Increment(ref PeopleWord);
        CrashPoint.At("join.announced");
    }

    /// <summary>A stamp with what is held.</summary>
    public static ulong Stamped(uint stamp, int held) => ((ulong)stamp << 32) | (uint)held;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SettleCell(Word word)
    {
        // A word of bytes that somebody scribbled on may name a cell that is none.
        if (word.Last > ObjectLayout.CellCount)
            return;
        Cell cell = CellOf(word.Last);

        // Held first (acquire): while pending is of this change, nothing newer can have been in held before. Whole words are compared:
        // a cell that rests while the stamps go once around may make its next change with the stamp that held has still.
        ulong held = Volatile.Read(ref cell.Held);
        ulong pending = Volatile.Read(ref cell.Pending); // (D)
        if ((uint)(pending >> 32) != word.Stamp || held == pending)
            return;
        Interlocked.CompareExchange(ref cell.Held, pending, held);
        CrashPoint.At("word.settled");
    }
}
