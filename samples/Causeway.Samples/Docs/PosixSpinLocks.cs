namespace Causeway.Samples.Docs;

/// <summary>What docs/posix-spin-lock.md quotes.</summary>
public static class PosixSpinLocks
{
    public static long Add(MemoryMapping mapping, long amount)
    {
        using PosixSpinLock spin = PosixSpinLock.Create(LockPlace.In(mapping, offset: 0));
        using (spin.Lock(timeout: TimeSpan.FromSeconds(1)))
            return mapping.GetReference<long>(64) += amount;
    }
}
