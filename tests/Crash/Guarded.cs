namespace Crash.Tests;

/// <summary>What one object guards, in plain memory beside it: finds out when the object let in one too many, or did not tell of a death.</summary>
/// <remarks>
/// <code>
/// 0, 1  who is inside (process id and thread)
/// 2, 3  two counters, alike when nobody is inside or has died there
/// 4     how many owners were told of a death
/// 5     how many readers that will be killed are about
/// 6, 7  signals that were given, and those that somebody got
/// </code>
/// </remarks>
internal readonly unsafe struct Guarded(long* at, int units, bool tells)
{
    public const int Longs = 8;

    public long Told => Volatile.Read(ref at[4]);

    /// <summary>Goes in and out. The caller has what lets it in.</summary>
    /// <param name="ownerDied">Whether it was told so.</param>
    /// <param name="linger">How long to stay.</param>
    public void Visit(bool ownerDied, int linger)
    {
        long me = ((long)Environment.ProcessId << 32) | (uint)Environment.CurrentManagedThreadId;
        int slot = Claim(me);
        if (tells)
            Count(ownerDied, linger);
        else
            Staying.For(linger);
        if (Interlocked.CompareExchange(ref at[slot], 0, me) != me)
            throw new InvalidOperationException($"somebody else took the place of {me >> 32} while it was inside");
    }

    /// <summary>Looks, beside others who do. The caller has what keeps out those who go in.</summary>
    /// <inheritdoc cref="Visit"/>
    public void Read(bool ownerDied, int linger)
    {
        if (ownerDied)
        {
            Interlocked.Increment(ref at[4]);
            Volatile.Write(ref at[3], Volatile.Read(ref at[2]));
        }

        if (Volatile.Read(ref at[0]) is var present and not 0)
            AwaitDeath([present]);

        // Another reader that lives has been told, and mends it.
        long first = Volatile.Read(ref at[2]);
        long* here = at;
        Watchdog.Until(() => Volatile.Read(ref here[3]) == first || Volatile.Read(ref here[5]) != 0, () => $"inside after a death that nobody was told of: {first}");
        Staying.For(linger);
        if (Volatile.Read(ref at[2]) != first)
            throw new InvalidOperationException($"written while it was read: {first} and {Volatile.Read(ref at[2])}");
    }

    /// <summary>A signal is going to be given.</summary>
    public void CountSignal() => Interlocked.Increment(ref at[6]);

    /// <summary>Somebody has got a signal.</summary>
    public void CountGrant()
    {
        long grants = Interlocked.Increment(ref at[7]);
        if (Volatile.Read(ref at[6]) is var signals && grants > signals)
            throw new InvalidOperationException($"granted twice: {grants} got a signal, and {signals} were given");
    }

    /// <summary>One more who reads and may be killed; or one less.</summary>
    public void CountMortalReader(int by) => Interlocked.Add(ref at[5], by);

    /// <summary>All of them are dead, and what was untold is mended.</summary>
    public void ForgetToldReaders() => Volatile.Write(ref at[5], 0);

    private void Count(bool ownerDied, int linger)
    {
        if (ownerDied)
            Interlocked.Increment(ref at[4]);
        long first = Volatile.Read(ref at[2]);
        long second = Volatile.Read(ref at[3]);
        if (first != second && !ownerDied && Volatile.Read(ref at[5]) == 0)
            throw new InvalidOperationException($"inside after a death that nobody was told of: {first} and {second}");
        Volatile.Write(ref at[2], first + 1);
        Staying.For(linger);
        Volatile.Write(ref at[3], first + 1);
    }

    private int Claim(long me)
    {
        Span<long> met = stackalloc long[units];
        while (true)
        {
            for (int slot = 0; slot < units; slot++)
            {
                met[slot] = Volatile.Read(ref at[slot]);
                if ((met[slot] == 0 || ProcessState.IsDead(met[slot] >> 32)) && Interlocked.CompareExchange(ref at[slot], me, met[slot]) == met[slot])
                    return slot;
            }

            AwaitDeath(met);
        }
    }

    /// <summary>One of those inside has lost what let it in, so it must be dying; the living go out by themselves.</summary>
    private void AwaitDeath(ReadOnlySpan<long> met)
    {
        while (true)
        {
            int gone = 0;
            for (int slot = 0; slot < met.Length; slot++)
            {
                if (met[slot] == 0 || ProcessState.IsDead(met[slot] >> 32))
                    return;
                if (Volatile.Read(ref at[slot]) != met[slot])
                    gone++;
            }

            if (gone == met.Length)
                throw new InvalidOperationException($"granted once too often: {met[0] >> 32} was inside, and alive, as were all others");
            Thread.Sleep(1);
        }
    }
}
