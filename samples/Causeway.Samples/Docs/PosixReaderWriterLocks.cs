namespace Causeway.Samples.Docs;

/// <summary>What docs/posix-reader-writer-lock.md quotes.</summary>
public static class PosixReaderWriterLocks
{
    public static int ReadAndWrite(MemoryMapping mapping)
    {
        using PosixReaderWriterLock gate = PosixReaderWriterLock.Create(LockPlace.In(mapping), PosixLockPreference.Readers);
        using (gate.LockWrite(timeout: TimeSpan.FromSeconds(5)))
            mapping.GetReference<int>(64) = 42;
        using (gate.LockRead())
            return mapping.GetReadOnlyReference<int>(64);
    }
}
