using Causeway.Locks;
using Causeway.Sys;

namespace Causeway;

/// <summary>libc's read-write lock in memory that processes share (pthread_rwlock_rdlock(3)): any number of readers, or one writer.</summary>
/// <remarks>
/// <para>
/// It belongs to the threads that locked it: each unlocks it itself, through the same object. It knows nothing of its owners:
/// when a reader or writer dies, it stays locked for ever, for writers or for all. Only a robust <see cref="PosixMutex"/> survives that.
/// </para>
/// <para>
/// Disposing lets go of the memory (an object that is never disposed keeps it mapped) and does not unlock. The memory stays
/// mapped until the last thread of this process that holds the lock or waits for it is done. Locking and unlocking a free lock
/// is no system call and allocates nothing. Thread-safe.
/// </para>
/// <para>All programs that share it must use the same libc in the same version: its layout is libc's own.</para>
/// </remarks>
public sealed partial class PosixReaderWriterLock : IDisposable
{
    private readonly LockLife _life;

    private PosixReaderWriterLock(LockMemory memory) => _life = new LockLife(memory);

    /// <summary>The room it takes, in bytes (sizeof(pthread_rwlock_t)).</summary>
    public const int Bytes = LibC.PTHREAD_RWLOCK_SIZE;

    /// <summary>What its place is a multiple of.</summary>
    public const int Alignment = LibC.PTHREAD_RWLOCK_ALIGNMENT;

    /// <summary>What its memory is called, for messages.</summary>
    public string Name => _life.Name;

    /// <summary>The life of its memory, for tests that look for threads that wait there.</summary>
    internal LockLife Life => _life;

    /// <summary>Makes a read-write lock (pthread_rwlock_init(3), shared between processes), once, before anyone uses it. What was there is overwritten.</summary>
    /// <param name="place">Where: <see cref="Bytes"/> bytes, aligned to <see cref="Alignment"/>.</param>
    /// <param name="preference">Whom it lets in first.</param>
    /// <exception cref="ArgumentException">The place or the preference cannot be right.</exception>
    /// <exception cref="PlatformNotSupportedException">musl prefers readers and nothing else.</exception>
    /// <exception cref="InvalidOperationException">The memory is mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public static unsafe PosixReaderWriterLock Create(LockPlace place, PosixLockPreference preference = PosixLockPreference.Readers)
    {
        int kind = KindOf(preference);
        PosixReaderWriterLock created = new(LockMemory.Take(place, Bytes, Alignment));
        try
        {
            LibC.pthread_rwlockattr_t attributes;
            PthreadFailure.ThrowIf(LibC.pthread_rwlockattr_init(&attributes), "pthread_rwlockattr_init", created.Name);
            PthreadFailure.ThrowIf(LibC.pthread_rwlockattr_setpshared(&attributes, LibC.PTHREAD_PROCESS_SHARED), "pthread_rwlockattr_setpshared", created.Name);
            if (LibC.HasPthreadRwlockKinds)
                PthreadFailure.ThrowIf(LibC.pthread_rwlockattr_setkind_np(&attributes, kind), "pthread_rwlockattr_setkind_np", created.Name);
            PthreadFailure.ThrowIf(LibC.pthread_rwlock_init(created._life.Address, &attributes), "pthread_rwlock_init", created.Name);
            return created;
        }
        catch
        {
            created.Dispose();
            throw;
        }
    }

    /// <summary>Uses a read-write lock that <see cref="Create"/>, or pthread_rwlock_init(3) in another program, has made shared between processes.</summary>
    /// <param name="place">Where: <see cref="Bytes"/> bytes, aligned to <see cref="Alignment"/>.</param>
    /// <exception cref="ArgumentException">The place cannot be right.</exception>
    /// <exception cref="InvalidDataException">What is there is not marked as shared between processes. (Seen with glibc only.)</exception>
    /// <exception cref="InvalidOperationException">The memory is mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public static PosixReaderWriterLock Open(LockPlace place)
    {
        LockMemory memory = LockMemory.Take(place, Bytes, Alignment);
        if (GlibcLayout.IsSharedReaderWriterLock(memory.Address))
            return new PosixReaderWriterLock(memory);
        memory.Release();
        throw GlibcLayout.NotShared("read-write lock", memory.Name, "PosixReaderWriterLock.Create, or pthread_rwlockattr_setpshared and pthread_rwlock_init");
    }

    /// <summary>Locks it for reading; waits as long as it takes (pthread_rwlock_rdlock(3)).</summary>
    /// <returns>Unlocks it when it is disposed.</returns>
    /// <exception cref="SyscallException">EDEADLK: the calling thread holds it for writing. EAGAIN: there are as many readers as libc can count.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public PosixReaderWriterLockScope LockRead()
    {
        _life.Enter();
        // Where nobody has to be waited for, an attempt does the same as the lock, and the garbage collector need not know of it.
        if (LibC.pthread_rwlock_tryrdlock(_life.Address) != 0)
            WaitToRead();
        return new PosixReaderWriterLockScope(this);
    }

    /// <summary>Locks it for writing; waits as long as it takes (pthread_rwlock_wrlock(3)).</summary>
    /// <returns>Unlocks it when it is disposed.</returns>
    /// <exception cref="LockRecursionException">The calling thread holds it and would wait for itself: unlock it first, there is no way from reading to writing.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public PosixReaderWriterLockScope LockWrite()
    {
        ThrowIfHeld();
        _life.Enter();
        int error = LibC.pthread_rwlock_wrlock(_life.Address);
        if (error != 0)
            throw Failure(error, "pthread_rwlock_wrlock");
        return new PosixReaderWriterLockScope(this);
    }

    /// <summary>Locks it for reading if that needs no wait (pthread_rwlock_tryrdlock(3)).</summary>
    /// <returns>Whether the calling thread holds it now: false when a writer holds it, or waits and is preferred (EBUSY).</returns>
    /// <exception cref="SyscallException">EAGAIN: there are as many readers as libc can count.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public bool TryLockRead()
    {
        _life.Enter();
        int error = LibC.pthread_rwlock_tryrdlock(_life.Address);
        return error == 0 || IsBusy(error, "pthread_rwlock_tryrdlock");
    }

    /// <summary>Locks it for writing if it is free (pthread_rwlock_trywrlock(3)).</summary>
    /// <returns>Whether the calling thread holds it now: false when anybody holds it (EBUSY).</returns>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public bool TryLockWrite()
    {
        _life.Enter();
        int error = LibC.pthread_rwlock_trywrlock(_life.Address);
        return error == 0 || IsBusy(error, "pthread_rwlock_trywrlock");
    }

    /// <summary>Unlocks what the calling thread locked last, for reading or writing (pthread_rwlock_unlock(3)).</summary>
    /// <exception cref="SynchronizationLockException">The calling thread has not locked it through this object: another thread or process holds it, or nobody.</exception>
    public void Unlock()
    {
        ThreadUses thread = _life.FindHeld("pthread_rwlock_unlock", out int entry);
        int error = LibC.pthread_rwlock_unlock(_life.Address);
        _life.LeaveFound(thread, entry);
        PthreadFailure.ThrowIf(error, "pthread_rwlock_unlock", Name);
    }

    /// <summary>Lets go of the memory once no thread of this process holds it or waits for it. Nobody locks it through this object any more; a thread that holds it may still unlock it.</summary>
    public void Dispose() => _life.End();

    private static int KindOf(PosixLockPreference preference) => preference switch
    {
        PosixLockPreference.Readers => LibC.PTHREAD_RWLOCK_PREFER_READER_NP,
        PosixLockPreference.Writers when LibC.HasPthreadRwlockKinds => LibC.PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP,
        PosixLockPreference.Writers => throw new PlatformNotSupportedException("This C library's read-write locks prefer readers; use PosixLockPreference.Readers, or glibc."),
        _ => throw new ArgumentOutOfRangeException(nameof(preference), preference, "Readers or Writers."),
    };

    private void WaitToRead()
    {
        int error = LibC.pthread_rwlock_rdlock(_life.Address);
        if (error != 0)
            throw Failure(error, "pthread_rwlock_rdlock");
    }

    private bool IsBusy(int error, string operation) =>
        error == Errno.EBUSY.Value ? Leave() : throw Failure(error, operation);

    private bool Leave()
    {
        _life.Leave();
        return false;
    }

    private Exception Failure(int error, string operation)
    {
        _life.Leave();
        return PthreadFailure.OfWait(error, operation, Name);
    }

    private void ThrowIfHeld()
    {
        if (_life.IsHeld)
            throw new LockRecursionException($"pthread_rwlock_wrlock(\"{Name}\"): this thread holds it already and would wait for itself for ever; unlock it first, and look again at what it guards: another writer may come between");
    }
}
