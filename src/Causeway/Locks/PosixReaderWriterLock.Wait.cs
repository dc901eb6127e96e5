using Causeway.Locks;
using Causeway.Sys;

namespace Causeway;

/// <content>Waiting with an end.</content>
public sealed partial class PosixReaderWriterLock
{
    /// <summary>Whether a timeout is left to pthread_rwlock_clockrdlock(3) and its like. A test turns it off, to wait as on musl.</summary>
    internal static bool UsesClocklock { get; set; } = LibC.HasPthreadRwlockClocklock;

    /// <summary>Locks it for reading; waits for so long at the most (pthread_rwlock_clockrdlock(3) on the monotonic clock; on musl pthread_rwlock_timedrdlock(3) on the wall clock).</summary>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait. libc answers no signal, so that it is looked at every 20 ms.</param>
    /// <inheritdoc cref="LockRead()"/>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">A writer held it all the time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public PosixReaderWriterLockScope LockRead(TimeSpan? timeout, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        if (!TryLockRead())
            Wait(new ReadWait(_life.Address), "pthread_rwlock_rdlock", deadline, cancellationToken);
        return new PosixReaderWriterLockScope(this);
    }

    /// <summary>Locks it for writing; waits for so long at the most (pthread_rwlock_clockwrlock(3) on the monotonic clock; on musl pthread_rwlock_timedwrlock(3) on the wall clock).</summary>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait. libc answers no signal, so that it is looked at every 20 ms.</param>
    /// <inheritdoc cref="LockWrite()"/>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">Somebody held it all the time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public PosixReaderWriterLockScope LockWrite(TimeSpan? timeout, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfHeld();
        if (!TryLockWrite())
            Wait(new WriteWait(_life.Address), "pthread_rwlock_wrlock", deadline, cancellationToken);
        return new PosixReaderWriterLockScope(this);
    }

    private void Wait<TWait>(TWait wait, string operation, Deadline deadline, CancellationToken token)
        where TWait : struct, ILockWait
    {
        _life.Enter();
        int error;
        try
        {
            error = LockWait.Run(ref wait, deadline, token);
        }
        catch
        {
            // Cancelled: not locked.
            _life.Leave();
            throw;
        }

        if (error != 0)
            throw Failure(error, operation);
    }

    private readonly struct ReadWait(nint rwlock) : ILockWait
    {
        public int Wait() => LibC.pthread_rwlock_rdlock(rwlock);

        public unsafe int WaitUntil(Deadline deadline)
        {
            LibC.timespec until = deadline.ToAbsolute(UsesClocklock ? LibC.CLOCK_MONOTONIC : LibC.CLOCK_REALTIME);
            return UsesClocklock
                ? LibC.pthread_rwlock_clockrdlock(rwlock, LibC.CLOCK_MONOTONIC, &until)
                : LibC.pthread_rwlock_timedrdlock(rwlock, &until);
        }
    }

    private readonly struct WriteWait(nint rwlock) : ILockWait
    {
        public int Wait() => LibC.pthread_rwlock_wrlock(rwlock);

        public unsafe int WaitUntil(Deadline deadline)
        {
            LibC.timespec until = deadline.ToAbsolute(UsesClocklock ? LibC.CLOCK_MONOTONIC : LibC.CLOCK_REALTIME);
            return UsesClocklock
                ? LibC.pthread_rwlock_clockwrlock(rwlock, LibC.CLOCK_MONOTONIC, &until)
                : LibC.pthread_rwlock_timedwrlock(rwlock, &until);
        }
    }
}
