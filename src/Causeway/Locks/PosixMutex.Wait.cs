using Causeway.Locks;
using Causeway.Sys;

namespace Causeway;

/// <content>Waiting with an end.</content>
public sealed partial class PosixMutex
{
    /// <summary>Whether a timeout is left to pthread_mutex_clocklock(3). A test turns it off, to wait as on musl.</summary>
    internal static bool UsesClocklock { get; set; } = LibC.HasPthreadMutexClocklock;

    /// <summary>Locks it; waits for so long at the most (pthread_mutex_clocklock(3) on the monotonic clock).</summary>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait. libc answers no signal, so that it is looked at every 20 ms.</param>
    /// <remarks>
    /// musl, and glibc before 2.35 where the mutex inherits priorities, know the wall clock alone for this
    /// (pthread_mutex_timedlock(3)): setting that clock then changes how long a wait takes.
    /// </remarks>
    /// <inheritdoc cref="Lock()"/>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">Somebody held it all the time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public PosixMutexScope Lock(TimeSpan? timeout, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        _life.Enter();
        int error = Wait(deadline, cancellationToken);
        if (error != 0)
            Conclude(error, "pthread_mutex_lock");
        return new PosixMutexScope(this);
    }

    /// <summary>
    /// One attempt. Not pthread_mutex_trylock(3) in glibc: on a mutex that was given up it answers ENOTRECOVERABLE and leaves
    /// it locked, and whoever comes next waits for ever.
    /// </summary>
    private static unsafe int Try(nint mutex)
    {
        if (!LibC.HasPthreadMutexClocklock)
            return LibC.pthread_mutex_trylock(mutex);
        LibC.timespec longAgo = default;
        int error = LibC.pthread_mutex_clocklock(mutex, LibC.CLOCK_MONOTONIC, &longAgo);
        return error == Errno.EINVAL.Value ? LibC.pthread_mutex_timedlock(mutex, &longAgo) : error;
    }

    private int Wait(Deadline deadline, CancellationToken token)
    {
        try
        {
            MutexWait wait = new(_life.Address);
            return LockWait.Run(ref wait, deadline, token);
        }
        catch
        {
            // Cancelled: not locked.
            _life.Leave();
            throw;
        }
    }

    private readonly struct MutexWait(nint mutex) : ILockWait
    {
        public int Wait() => LibC.pthread_mutex_lock(mutex);

        public unsafe int WaitUntil(Deadline deadline)
        {
            if (UsesClocklock)
            {
                LibC.timespec until = deadline.ToAbsolute(LibC.CLOCK_MONOTONIC);
                int error = LibC.pthread_mutex_clocklock(mutex, LibC.CLOCK_MONOTONIC, &until);
                if (error != Errno.EINVAL.Value)
                    return error;
            }

            // The wall clock: what every libc has, and for every kind.
            LibC.timespec onWallClock = deadline.ToAbsolute(LibC.CLOCK_REALTIME);
            return LibC.pthread_mutex_timedlock(mutex, &onWallClock);
        }
    }
}
