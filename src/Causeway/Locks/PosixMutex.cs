using System.Diagnostics.CodeAnalysis;
using Causeway.Locks;
using Causeway.Sys;

namespace Causeway;

/// <summary>libc's mutex in memory that processes share (pthread_mutex_lock(3)): the same that a program in C uses.</summary>
/// <remarks>
/// <para>
/// It belongs to the thread that locked it: the same thread unlocks it, through the same object. A robust one (the default)
/// survives its owner: when a thread or process dies while it holds it, exactly one next owner is told
/// (<see cref="OwnerDiedException"/>), repairs the data and goes on, or gives the mutex up. One that is not robust stays locked
/// for ever then.
/// </para>
/// <para>
/// Disposing lets go of the memory (an object that is never disposed keeps it mapped) and neither unlocks nor destroys anything; libc keeps nothing of a mutex outside its bytes.
/// The memory stays mapped until the last thread of this process that holds the mutex or waits for it is done.
/// Locking and unlocking a free mutex is no system call and allocates nothing. Thread-safe.
/// </para>
/// <para>All programs that share it must use the same libc in the same version: its layout is libc's own.</para>
/// </remarks>
public sealed partial class PosixMutex : IDisposable
{
    private readonly LockLife _life;

    // Whether a try comes before the wait: it is the cheaper call, but only where no owner's death can come of it (see Try).
    private readonly bool _triesFirst;

    private PosixMutex(LockMemory memory, bool triesFirst)
    {
        _life = new LockLife(memory);
        _triesFirst = triesFirst;
    }

    /// <summary>The room it takes, in bytes (sizeof(pthread_mutex_t)): 40, and 48 on arm64.</summary>
    public static int Bytes => LibC.PTHREAD_MUTEX_SIZE;

    /// <summary>What its place is a multiple of.</summary>
    public const int Alignment = LibC.PTHREAD_MUTEX_ALIGNMENT;

    /// <summary>What its memory is called, for messages.</summary>
    public string Name => _life.Name;

    /// <summary>The life of its memory, for a condition that unlocks and locks it.</summary>
    internal LockLife Life => _life;

    /// <summary>Makes a mutex (pthread_mutex_init(3), shared between processes), once, before anyone uses it. What was there is overwritten.</summary>
    /// <param name="place">Where: <see cref="Bytes"/> bytes, aligned to <see cref="Alignment"/>.</param>
    /// <param name="kind">What happens when its owner locks it again.</param>
    /// <param name="robust">Whether the next owner is told when its owner dies.</param>
    /// <param name="priorityInheritance">Whether its owner runs with the highest priority of those that wait for it (PTHREAD_PRIO_INHERIT).</param>
    /// <exception cref="ArgumentException">The place or the kind cannot be right.</exception>
    /// <exception cref="InvalidOperationException">The memory is mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    /// <exception cref="SyscallException">ENOTSUP: the kernel or libc has no priority inheritance.</exception>
    public static unsafe PosixMutex Create(LockPlace place, PosixMutexKind kind = PosixMutexKind.ErrorChecking, bool robust = true, bool priorityInheritance = false)
    {
        int type = TypeOf(kind);
        PosixMutex mutex = new(LockMemory.Take(place, Bytes, Alignment), triesFirst: !robust && !priorityInheritance);
        try
        {
            string name = mutex.Name;
            LibC.pthread_mutexattr_t attributes;
            PthreadFailure.ThrowIf(LibC.pthread_mutexattr_init(&attributes), "pthread_mutexattr_init", name);
            PthreadFailure.ThrowIf(LibC.pthread_mutexattr_setpshared(&attributes, LibC.PTHREAD_PROCESS_SHARED), "pthread_mutexattr_setpshared", name);
            PthreadFailure.ThrowIf(LibC.pthread_mutexattr_settype(&attributes, type), "pthread_mutexattr_settype", name);
            if (robust)
                PthreadFailure.ThrowIf(LibC.pthread_mutexattr_setrobust(&attributes, LibC.PTHREAD_MUTEX_ROBUST), "pthread_mutexattr_setrobust", name);
            if (priorityInheritance)
                PthreadFailure.ThrowIf(LibC.pthread_mutexattr_setprotocol(&attributes, LibC.PTHREAD_PRIO_INHERIT), "pthread_mutexattr_setprotocol", name);
            PthreadFailure.ThrowIf(LibC.pthread_mutex_init(mutex._life.Address, &attributes), "pthread_mutex_init", name);
            return mutex;
        }
        catch
        {
            mutex.Dispose();
            throw;
        }
    }

    /// <summary>Uses a mutex that <see cref="Create"/>, or pthread_mutex_init(3) in another program, has made shared between processes.</summary>
    /// <param name="place">Where: <see cref="Bytes"/> bytes, aligned to <see cref="Alignment"/>.</param>
    /// <exception cref="ArgumentException">The place cannot be right.</exception>
    /// <exception cref="InvalidDataException">What is there is not marked as shared between processes: nobody has made a mutex there, or one for a single process. (Seen with glibc only.)</exception>
    /// <exception cref="InvalidOperationException">The memory is mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public static PosixMutex Open(LockPlace place)
    {
        LockMemory memory = LockMemory.Take(place, Bytes, Alignment);
        if (GlibcLayout.IsSharedMutex(memory.Address))
            return new PosixMutex(memory, GlibcLayout.IsPlainMutex(memory.Address));
        memory.Release();
        throw GlibcLayout.NotShared("mutex", memory.Name, "PosixMutex.Create, or pthread_mutexattr_setpshared and pthread_mutex_init");
    }

    /// <summary>Locks it; waits as long as it takes (pthread_mutex_lock(3)).</summary>
    /// <returns>Unlocks it when it is disposed.</returns>
    /// <exception cref="OwnerDiedException">Its owner died, and the calling thread holds it now: repair what it guards, <see cref="MarkConsistent"/>, <see cref="Unlock"/>.</exception>
    /// <exception cref="LockNotRecoverableException">It was given up after its owner's death.</exception>
    /// <exception cref="SyscallException">EDEADLK: error-checking, and this thread holds it. EAGAIN: recursive, and held as often as libc can count.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public PosixMutexScope Lock()
    {
        // No try region: the compiler would not inline the call.
        _life.Enter();
        if (_triesFirst && LibC.pthread_mutex_trylock(_life.Address) == 0)
            return new PosixMutexScope(this);
        int error = LibC.pthread_mutex_lock(_life.Address);
        if (error != 0)
            Conclude(error, "pthread_mutex_lock");
        return new PosixMutexScope(this);
    }

    /// <summary>Locks it if it is free (pthread_mutex_clocklock(3) until a moment that has passed; on musl pthread_mutex_trylock(3)).</summary>
    /// <returns>Whether the calling thread holds it now: false when somebody holds it, this thread too unless it is recursive.</returns>
    /// <inheritdoc cref="Lock()" path="/exception"/>
    public bool TryLock()
    {
        _life.Enter();
        int error = Try(_life.Address);
        if (error == 0)
            return true;
        Errno errno = new(error);
        if (errno != Errno.EBUSY && errno != Errno.ETIMEDOUT && errno != Errno.EDEADLK)
            Conclude(error, "pthread_mutex_trylock");
        _life.Leave();
        return false;
    }

    /// <summary>Unlocks it (pthread_mutex_unlock(3)). After an owner's death that nobody repaired, this gives it up for everybody.</summary>
    /// <exception cref="SynchronizationLockException">The calling thread has not locked it through this object: another thread or process holds it, or nobody.</exception>
    /// <exception cref="SyscallException">EPERM: the calling thread does not hold it, by libc's account.</exception>
    public void Unlock()
    {
        ThreadUses thread = _life.FindHeld("pthread_mutex_unlock", out int entry);
        int error = LibC.pthread_mutex_unlock(_life.Address);
        _life.LeaveFound(thread, entry);
        if (error != 0)
            ThrowUnlockFailure(error);
    }

    /// <summary>Says that what it guards is whole again after its owner's death (pthread_mutex_consistent(3)). The calling thread goes on holding it.</summary>
    /// <exception cref="SynchronizationLockException">The calling thread has not locked it through this object.</exception>
    /// <exception cref="SyscallException">EINVAL: its owner has not died, or it is not robust.</exception>
    public void MarkConsistent()
    {
        _life.ThrowIfNotHeld("pthread_mutex_consistent");
        int error = LibC.pthread_mutex_consistent(_life.Address);
        PthreadFailure.ThrowIf(error, "pthread_mutex_consistent", Name, "there is nothing to repair: only the owner that OwnerDiedException was thrown to may say so, once");
    }

    /// <summary>Lets go of the memory once no thread of this process holds it or waits for it. Nobody locks it through this object any more; a thread that holds it may still unlock it.</summary>
    public void Dispose() => _life.End();

    /// <summary>What a lock that did not simply succeed means: told and held, or not held.</summary>
    [DoesNotReturn]
    internal void Conclude(int error, string operation)
    {
        Errno errno = new(error);
        if (errno == Errno.EOWNERDEAD)
            throw new OwnerDiedException(SyscallFailure.Create(operation, Name, errno, "this thread holds it now: repair what it guards, then MarkConsistent and Unlock; Unlock alone gives it up for everybody"));
        _life.Leave();
        throw errno == Errno.ENOTRECOVERABLE
            ? new LockNotRecoverableException(SyscallFailure.Create(operation, Name, errno, "nobody can lock it any more: make it and its data anew"))
            : PthreadFailure.OfWait(error, operation, Name);
    }

    // Of its own: asking for the name would be a fifth of an uncontended unlock.
    [DoesNotReturn]
    private void ThrowUnlockFailure(int error) => throw SyscallFailure.Create("pthread_mutex_unlock", Name, new Errno(error));

    private static int TypeOf(PosixMutexKind kind) => kind switch
    {
        PosixMutexKind.Normal => LibC.PTHREAD_MUTEX_NORMAL,
        PosixMutexKind.Recursive => LibC.PTHREAD_MUTEX_RECURSIVE,
        PosixMutexKind.ErrorChecking => LibC.PTHREAD_MUTEX_ERRORCHECK,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Normal, Recursive or ErrorChecking."),
    };
}
