namespace Causeway.Samples.Docs;

/// <summary>What docs/posix-mutex.md quotes.</summary>
public static class PosixMutexes
{
    public static int CountUnderALock(string name)
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(name, 4096);
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        using PosixMutex mutex = PosixMutex.Create(LockPlace.In(mapping));  // 64 bytes are room enough
        using (mutex.Lock())
        {
            mapping.GetReference<int>(64)++;
        }

        PosixSharedMemory.Delete(name);
        return mapping.GetReference<int>(64);
    }

    public static void SurviveTheOwner(PosixMutex mutex, Action use, Action repair)
    {
        try
        {
            mutex.Lock(timeout: TimeSpan.FromSeconds(5));
        }
        catch (OwnerDiedException)
        {
            repair();               // this thread holds the mutex: nobody sees the data before it is whole
            mutex.MarkConsistent(); // without this, Unlock gives the mutex up for everybody
        }

        try
        {
            use();
        }
        finally
        {
            mutex.Unlock();
        }
    }
}
