using Causeway.Locks;
using Causeway.Sys;

namespace Causeway;

/// <summary>libc's condition variable in memory that processes share (pthread_cond_wait(3)): sleep until somebody says that what a mutex guards has changed.</summary>
/// <remarks>
/// <para>
/// Whoever waits holds a <see cref="PosixMutex"/>, gives it up while it sleeps and holds it again afterwards, whatever the wait
/// ended with, unless the exception says otherwise. A wake-up may come without a cause: look at the data again, or let
/// <see cref="WaitUntil"/> do that. All that wait at the same time use the same mutex.
/// </para>
/// <para>
/// It does not survive deaths: a process that is killed inside a wait can leave the condition so that the next
/// <see cref="Signal"/> or <see cref="Broadcast"/> hangs for ever, which nothing ends, or that a wake-up is lost. Only a robust
/// <see cref="PosixMutex"/> survives its owner. Where waiters may be killed, use a semaphore or a futex.
/// </para>
/// <para>
/// Disposing lets go of the memory (an object that is never disposed keeps it mapped), and ends no wait: the memory stays mapped
/// until the last thread of this process has left. Thread-safe. All programs that share it must use the same libc in the same
/// version: its layout is libc's own and has changed between versions.
/// </para>
/// </remarks>
public sealed class PosixCondition : IDisposable
{
    /// <summary>Whether a timeout is left to pthread_cond_clockwait(3). A test turns it off, to wait as on musl.</summary>
    internal static bool UsesClockwait { get; set; } = LibC.HasPthreadCondClockwait;

    private readonly LockLife _life;

    private PosixCondition(LockMemory memory) => _life = new LockLife(memory);

    /// <summary>The room it takes, in bytes (sizeof(pthread_cond_t)).</summary>
    public const int Bytes = LibC.PTHREAD_COND_SIZE;

    /// <summary>What its place is a multiple of.</summary>
    public const int Alignment = LibC.PTHREAD_COND_ALIGNMENT;

    /// <summary>What its memory is called, for messages.</summary>
    public string Name => _life.Name;

    /// <summary>Makes a condition (pthread_cond_init(3), shared between processes, its clock the monotonic one), once, before anyone uses it. What was there is overwritten.</summary>
    /// <param name="place">Where: <see cref="Bytes"/> bytes, aligned to <see cref="Alignment"/>.</param>
    /// <exception cref="ArgumentException">The place cannot be right.</exception>
    /// <exception cref="InvalidOperationException">The memory is mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public static unsafe PosixCondition Create(LockPlace place)
    {
        PosixCondition condition = Open(place);
        try
        {
            LibC.pthread_condattr_t attributes;
            PthreadFailure.ThrowIf(LibC.pthread_condattr_init(&attributes), "pthread_condattr_init", condition.Name);
            PthreadFailure.ThrowIf(LibC.pthread_condattr_setpshared(&attributes, LibC.PTHREAD_PROCESS_SHARED), "pthread_condattr_setpshared", condition.Name);
            PthreadFailure.ThrowIf(LibC.pthread_condattr_setclock(&attributes, LibC.CLOCK_MONOTONIC), "pthread_condattr_setclock", condition.Name);
            PthreadFailure.ThrowIf(LibC.pthread_cond_init(condition._life.Address, &attributes), "pthread_cond_init", condition.Name);
            return condition;
        }
        catch
        {
            condition.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Uses a condition that <see cref="Create"/>, or pthread_cond_init(3) in another program, has made shared between processes.
    /// (Nothing tells it from other bytes. On musl it must have been made with the monotonic clock.)
    /// </summary>
    /// <param name="place">Where: <see cref="Bytes"/> bytes, aligned to <see cref="Alignment"/>.</param>
    /// <exception cref="ArgumentException">The place cannot be right.</exception>
    /// <exception cref="InvalidOperationException">The memory is mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public static PosixCondition Open(LockPlace place) => new(LockMemory.Take(place, Bytes, Alignment));

    /// <summary>Unlocks the mutex, sleeps until woken, and locks it again (pthread_cond_wait(3), pthread_cond_clockwait(3) on the monotonic clock). It may return without a cause: call it in a loop that looks at the data.</summary>
    /// <param name="mutex">Locked once by the calling thread.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait. libc answers no signal, so that with a token that can be cancelled the call returns every 20 ms, without a cause, to be called again.</param>
    /// <exception cref="SynchronizationLockException">The calling thread has not locked the mutex through this object.</exception>
    /// <exception cref="LockRecursionException">It has locked it more than once: it would sleep while it holds it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">Nobody woke it in time. The mutex is held.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. The mutex is held.</exception>
    /// <exception cref="OwnerDiedException">The mutex's owner died meanwhile. The mutex is held: repair what it guards, <see cref="PosixMutex.MarkConsistent"/>.</exception>
    /// <exception cref="LockNotRecoverableException">The mutex was given up meanwhile. It is not held.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Wait(PosixMutex mutex, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ThrowIfNotHeldOnce(mutex);
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        bool isWoken = WaitOnce(mutex, deadline, cancellationToken);
        if (isWoken)
            return;
        cancellationToken.ThrowIfCancellationRequested();
        if (deadline.HasPassed)
            throw SyscallFailure.TimedOut("pthread_cond_wait", Name);
    }

    /// <summary>Waits until the data say so: looks at them under the mutex, before the first sleep and after each wake-up, with one deadline for all.</summary>
    /// <param name="mutex">Locked once by the calling thread.</param>
    /// <param name="isTrue">Looks at the data; runs with the mutex held.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; it is looked at every 20 ms.</param>
    /// <inheritdoc cref="Wait" path="/exception"/>
    public void WaitUntil(PosixMutex mutex, Func<bool> isTrue, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isTrue);
        ThrowIfNotHeldOnce(mutex);
        Deadline deadline = Deadline.After(timeout);
        while (!isTrue())
        {
            // isTrue may have unlocked it.
            ThrowIfNotHeldOnce(mutex);
            cancellationToken.ThrowIfCancellationRequested();
            if (deadline.HasPassed)
                throw SyscallFailure.TimedOut("pthread_cond_wait", Name);
            _ = WaitOnce(mutex, deadline, cancellationToken);
        }
    }

    /// <summary>Wakes one waiter at the least, if there is any (pthread_cond_signal(3)). Change the data under the mutex first.</summary>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Signal()
    {
        _life.Enter();
        int error = LibC.pthread_cond_signal(_life.Address);
        _life.Leave();
        PthreadFailure.ThrowIf(error, "pthread_cond_signal", Name);
    }

    /// <summary>Wakes all waiters (pthread_cond_broadcast(3)). Change the data under the mutex first.</summary>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Broadcast()
    {
        _life.Enter();
        int error = LibC.pthread_cond_broadcast(_life.Address);
        _life.Leave();
        PthreadFailure.ThrowIf(error, "pthread_cond_broadcast", Name);
    }

    /// <summary>Lets go of the memory once no thread of this process waits for it.</summary>
    public void Dispose() => _life.End();

    private static void ThrowIfNotHeldOnce(PosixMutex mutex)
    {
        ArgumentNullException.ThrowIfNull(mutex);
        mutex.Life.ThrowIfNotHeld("pthread_cond_wait");
        if (mutex.Life.HeldCount > 1)
            throw new LockRecursionException($"pthread_cond_wait(\"{mutex.Name}\"): this thread has locked the mutex {mutex.Life.HeldCount} times and would sleep while it holds it; wait where it is locked once");
    }

    /// <summary>One sleep. The entry that keeps the mutex's memory stays: the thread holds the mutex before and after.</summary>
    /// <returns>false: the deadline passed, or it is time to look at the token. A wait that is cut must end here: a wake-up between two waits would be lost, and only the data can tell.</returns>
    private bool WaitOnce(PosixMutex mutex, Deadline deadline, CancellationToken token)
    {
        Deadline end = token.CanBeCanceled ? LockWait.NextSlice(deadline) : deadline;
        _life.Enter();
        int error = Sleep(_life.Address, mutex.Life.Address, end);
        _life.Leave();
        if (error == 0)
            return true;
        Errno errno = new(error);
        if (errno == Errno.ETIMEDOUT)
            return false;
        if (errno == Errno.EOWNERDEAD || errno == Errno.ENOTRECOVERABLE)
            mutex.Conclude(error, "pthread_cond_wait");
        throw SyscallFailure.Create("pthread_cond_wait", Name, errno);
    }

    private static unsafe int Sleep(nint condition, nint mutex, Deadline deadline)
    {
        if (deadline.IsInfinite)
            return LibC.pthread_cond_wait(condition, mutex);
        LibC.timespec until = deadline.ToAbsolute(LibC.CLOCK_MONOTONIC);
        return UsesClockwait
            ? LibC.pthread_cond_clockwait(condition, mutex, LibC.CLOCK_MONOTONIC, &until)
            : LibC.pthread_cond_timedwait(condition, mutex, &until);
    }
}
