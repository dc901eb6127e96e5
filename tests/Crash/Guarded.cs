namespace Crash.Tests;

/// <summary>What one object guards, in plain memory beside it: finds out when the object let in one too many, or did not tell of a death.</summary>
/// <remarks>
/// <code>
/// 0, 1  who is inside (process id and thread)
/// 2, 3  two counters, alike when nobody is inside or has died there
/// 4     how many owners were told of a death
/// </code>
/// </remarks>
internal readonly unsafe struct Guarded(long* at, int units)
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
        if (units == 1)
            Count(ownerDied, linger);
        else
            Thread.SpinWait(linger);
        if (Interlocked.CompareExchange(ref at[slot], 0, me) != me)
            throw new InvalidOperationException($"somebody else took the place of {me >> 32} while it was inside");
    }

    private void Count(bool ownerDied, int linger)
    {
        if (ownerDied)
            Interlocked.Increment(ref at[4]);
        long first = Volatile.Read(ref at[2]);
        long second = Volatile.Read(ref at[3]);
        if (first != second && !ownerDied)
            throw new InvalidOperationException($"inside after a death that nobody was told of: {first} and {second}");
        Volatile.Write(ref at[2], first + 1);
        Thread.SpinWait(linger);
        Volatile.Write(ref at[3], first + 1);
    }

    private int Claim(long me)
    {
        while (true)
        {
            for (int slot = 0; slot < units; slot++)
            {
                long present = Volatile.Read(ref at[slot]);
                if (present == 0 || ProcessState.IsDead(present >> 32))
                {
                    if (Interlocked.CompareExchange(ref at[slot], me, present) == present)
                        return slot;
                }
                else if (units == 1)
                {
                    AwaitDeath(present, ref at[slot]);
                }
            }
        }
    }

    /// <summary>Whoever is inside has lost what let it in, so it must be dying; a living one goes out by itself.</summary>
    private static void AwaitDeath(long present, ref long slot)
    {
        while (!ProcessState.IsDead(present >> 32))
        {
            if (Volatile.Read(ref slot) != present)
                throw new InvalidOperationException($"granted twice: {present >> 32} was inside, and alive");
            Thread.Sleep(0);
        }
    }
}
