namespace Causeway.Samples.Docs;

/// <summary>What docs/posix-condition.md quotes.</summary>
public static class PosixConditions
{
    public static int Take(MemoryMapping mapping, PosixMutex mutex, PosixCondition changed)
    {
        using (mutex.Lock())
        {
            changed.WaitUntil(mutex, () => mapping.GetReference<int>(128) > 0, timeout: TimeSpan.FromSeconds(5));
            return mapping.GetReference<int>(128)--;
        }
    }

    public static void Put(MemoryMapping mapping, PosixMutex mutex, PosixCondition changed)
    {
        using (mutex.Lock())
        {
            mapping.GetReference<int>(128)++;
            changed.Signal();
        }
    }
}
