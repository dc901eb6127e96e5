namespace Causeway;

/// <summary>Whom a <see cref="PosixReaderWriterLock"/> lets in first. glibc's choice; musl knows one way, and prefers readers.</summary>
public enum PosixLockPreference
{
    /// <summary>PTHREAD_RWLOCK_PREFER_READER_NP: readers come in as long as readers are in; a writer may starve.</summary>
    Readers,

    /// <summary>
    /// PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP: a reader waits while a writer waits; a thread that reads must not lock for
    /// reading again, or it waits for a writer that waits for it. (glibc's PTHREAD_RWLOCK_PREFER_WRITER_NP does nothing.)
    /// </summary>
    Writers,
}
