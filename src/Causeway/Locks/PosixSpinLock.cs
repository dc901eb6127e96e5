using Causeway.Locks;
using Causeway.Sys;

namespace Causeway;

/// <summary>libc's spin lock in memory that processes share (pthread_spin_lock(3)): whoever waits keeps a processor busy.</summary>
/// <remarks>
/// <para>
/// For a few instructions at a time, between threads that run on different processors. It belongs to the thread that locked it,
/// which unlocks it through the same object. It knows nothing of its owner: when that dies, it stays locked for ever.
/// </para>
/// <para>
/// Disposing lets go of the memory (an object that is never disposed keeps it mapped) and does not unlock. The memory stays
/// mapped until the last thread of this process that holds the lock or waits for it is done. Thread-safe.
/// </para>
/// <para>All programs that share it must use the same libc on the same architecture: a free lock is 1 in glibc on x86-64 and 0 elsewhere.</para>
/// </remarks>
public sealed class PosixSpinLock : IDisposable
{
    private readonly LockLife _life;

    private PosixSpinLock(LockMemory memory) => _life = new LockLife(memory);

    /// <summary>The room it takes, in bytes (sizeof(pthread_spinlock_t)).</summary>
    public const int Bytes = LibC.PTHREAD_SPINLOCK_SIZE;

    /// <summary>What its place is a multiple of.</summary>
    public const int Alignment = LibC.PTHREAD_SPINLOCK_ALIGNMENT;

    /// <summary>What its memory is called, for messages.</summary>
    public string Name => _life.Name;

    /// <summary>Makes a spin lock (pthread_spin_init(3), shared between processes), once, before anyone uses it. What was there is overwritten.</summary>
    /// <param name="place">Where: <see cref="Bytes"/> bytes, aligned to <see cref="Alignment"/>.</param>
    /// <exception cref="ArgumentException">The place cannot be right.</exception>
    /// <exception cref="InvalidOperationException">The memory is mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public static PosixSpinLock Create(LockPlace place)
    {
        PosixSpinLock spinLock = Open(place);
        int error = LibC.pthread_spin_init(spinLock._life.Address, LibC.PTHREAD_PROCESS_SHARED);
        if (error == 0)
            return spinLock;
        spinLock.Dispose();
        throw SyscallFailure.Create("pthread_spin_init", spinLock.Name, new Errno(error));
    }

    /// <summary>Uses a spin lock that <see cref="Create"/>, or pthread_spin_init(3) in another program, has made. (Nothing tells it from other bytes.)</summary>
    /// <param name="place">Where: <see cref="Bytes"/> bytes, aligned to <see cref="Alignment"/>.</param>
    /// <exception cref="ArgumentException">The place cannot be right.</exception>
    /// <exception cref="InvalidOperationException">The memory is mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public static PosixSpinLock Open(LockPlace place) => new(LockMemory.Take(place, Bytes, Alignment));

    /// <summary>Locks it; tries again and again (pthread_spin_trylock(3)), and leaves the processor to others now and then.</summary>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Unlocks it when it is disposed.</returns>
    /// <exception cref="LockRecursionException">The calling thread holds it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">Somebody held it all the time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public PosixSpinLockScope Lock(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (!TryLock())
            Spin(Deadline.After(timeout), cancellationToken);
        return new PosixSpinLockScope(this);
    }

    /// <summary>Locks it if it is free (pthread_spin_trylock(3)).</summary>
    /// <returns>Whether the calling thread holds it now: false when somebody holds it (EBUSY).</returns>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public bool TryLock()
    {
        _life.Enter();
        int error = LibC.pthread_spin_trylock(_life.Address);
        if (error == 0)
            return true;
        _life.Leave();
        return error == Errno.EBUSY.Value ? false : throw SyscallFailure.Create("pthread_spin_trylock", Name, new Errno(error));
    }

    /// <summary>Unlocks it (pthread_spin_unlock(3)).</summary>
    /// <exception cref="SynchronizationLockException">The calling thread has not locked it through this object: another thread or process holds it, or nobody.</exception>
    public void Unlock()
    {
        _life.ThrowIfNotHeld("pthread_spin_unlock");
        int error = LibC.pthread_spin_unlock(_life.Address);
        _life.Leave();
        PthreadFailure.ThrowIf(error, "pthread_spin_unlock", Name);
    }

    /// <summary>Lets go of the memory once no thread of this process holds it or waits for it. Nobody locks it through this object any more; a thread that holds it may still unlock it.</summary>
    public void Dispose() => _life.End();

    private void Spin(Deadline deadline, CancellationToken token)
    {
        if (_life.IsHeld)
            throw new LockRecursionException($"pthread_spin_lock(\"{Name}\"): this thread holds it already and would wait for itself for ever; unlock it first");
        SpinWait spin = default;
        do
        {
            token.ThrowIfCancellationRequested();
            if (deadline.HasPassed)
                throw SyscallFailure.TimedOut("pthread_spin_lock", Name);
            // Yields, and does not sleep: a spin lock is held for a moment.
            spin.SpinOnce(sleep1Threshold: -1);
        }
        while (!TryLock());
    }
}
