using System.Diagnostics.CodeAnalysis;
using Causeway.Placing;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>A POSIX semaphore (sem_overview(7)): a count that is posted to and waited for, across processes.</summary>
/// <remarks>
/// <para>
/// Named (<see cref="Create"/>, <see cref="Open"/>, <see cref="OpenOrCreate"/>), or placed in memory that processes share
/// (<see cref="CreateIn(MemoryMapping, long, int)"/>, <see cref="OpenIn(MemoryMapping, long)"/>). It is libc's own object, the
/// same that a program in C uses. The kernel undoes nothing: what a process took before it died stays taken.
/// </para>
/// <para>
/// glibc keeps <c>/x</c> in /dev/shm/sem.x and musl in /dev/shm/x, in different layouts: processes share a semaphore only
/// where they share the C library. Thread-safe. A call under way keeps the memory mapped until it returns; a wait goes on
/// when the object is disposed meanwhile.
/// </para>
/// </remarks>
public sealed partial class PosixSemaphore : IDisposable
{
    /// <summary>The room that a placed semaphore takes, in bytes (sizeof(sem_t)).</summary>
    public const int PlacedBytes = LibC.SEM_SIZE;

    /// <summary>What the offset of a placed semaphore is a multiple of.</summary>
    public const int PlacedAlignment = LibC.SEM_ALIGNMENT;

    /// <summary>SEM_VALUE_MAX: the highest value.</summary>
    public const int MaximumValue = (int)LibC.SEM_VALUE_MAX;

    /// <summary>Whether a timeout is left to sem_clockwait(3). A test turns it off, to wait as on musl.</summary>
    internal static bool UsesClockwait { get; set; } = LibC.HasSemClockwait;

    private readonly ObjectLease _lease;
    private readonly bool _isPlaced;

    private PosixSemaphore(string name, ObjectLease lease, bool isPlaced)
    {
        Name = name;
        _lease = lease;
        _isPlaced = isPlaced;
    }

    /// <summary>The name it was opened by, or that of the memory it is placed in.</summary>
    public string Name { get; }

    /// <summary>The value now (sem_getvalue(3)): 0 where somebody waits, never less.</summary>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public unsafe int Value
    {
        get
        {
            int value;
            UseSlot use = _lease.Enter();
            _ = LibC.sem_getvalue(_lease.Address, &value);
            _lease.Leave(use);
            return value;
        }
    }

    /// <summary>Adds one, and lets one waiter through (sem_post(3)). A system call only where somebody waits.</summary>
    /// <exception cref="SyscallException">EOVERFLOW: the value is <see cref="MaximumValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Post()
    {
        UseSlot use = _lease.Enter();
        int result = LibC.sem_post(_lease.Address, out Errno error);
        _lease.Leave(use);
        if (result != 0)
            ThrowPostFailure(error);
    }

    /// <summary>Takes one without waiting (sem_trywait(3)). No system call.</summary>
    /// <returns>Whether it was taken: false when the value is 0.</returns>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public bool TryWait()
    {
        UseSlot use = _lease.Enter();
        int result = LibC.sem_trywait(_lease.Address, out Errno error);
        _lease.Leave(use);
        if (result == 0)
            return true;
        if (error != Errno.EAGAIN)
            ThrowWaitFailure(error);
        return false;
    }

    /// <summary>Takes one; waits while the value is 0 (sem_clockwait(3) on the monotonic clock; on musl sem_wait(3) ended by the <see cref="Interrupter"/>).</summary>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">The value was 0 all the time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed. (Disposing during a wait does not end the wait.)</exception>
    public void Wait(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        // Neither is looked at where it was not given: that would be a fifth of an uncontended wait.
        if (timeout is not null || cancellationToken.CanBeCanceled)
            WaitLimited(timeout, cancellationToken);
        else if (!TryWait())
            WaitUntil(Deadline.Infinite, CancellationToken.None);
    }

    /// <summary>Closes it in this process. A name stays: see <see cref="Delete"/>. A placed semaphore stays in its memory.</summary>
    public void Dispose() => _lease.Dispose();

    private void WaitLimited(TimeSpan? timeout, CancellationToken token)
    {
        Deadline deadline = Deadline.After(timeout);
        token.ThrowIfCancellationRequested();
        if (!TryWait())
            WaitUntil(deadline, token);
    }

    private void WaitUntil(Deadline deadline, CancellationToken token)
    {
        if (WaitCall(deadline, token, out Errno error) == 0)
            return;
        if (error == Errno.ETIMEDOUT)
            throw SyscallFailure.TimedOut("sem_wait", Name);
        ThrowWaitFailure(error);
    }

    private nint WaitCall(Deadline deadline, CancellationToken token, out Errno error)
    {
        if (deadline.IsInfinite || !UsesClockwait)
        {
            var plain = new PlainWait(_lease);
            return BlockingCall.Run(ref plain, deadline, token, out error);
        }

        var timed = new ClockWait(_lease, deadline);
        return BlockingCall.Run(ref timed, deadline, token, out error);
    }

    [DoesNotReturn]
    private void ThrowPostFailure(Errno error) =>
        throw SyscallFailure.Create("sem_post", Name, error, error == Errno.EOVERFLOW ? "it is posted to more often than it is waited for" : null);

    [DoesNotReturn]
    private void ThrowWaitFailure(Errno error) =>
        throw SyscallFailure.Create("sem_wait", Name, error, error == Errno.EINVAL ? "no semaphore is there: create it with CreateIn, or sem_init(3)" : null);

    /// <summary>sem_wait(3): the interrupter ends it in time.</summary>
    private readonly struct PlainWait(ObjectLease semaphore) : IBlockingCall
    {
        public static bool KeepsDeadline => false;

        public nint Invoke(out Errno error) => LibC.sem_wait(semaphore, out error);
    }

    /// <summary>sem_clockwait(3): it ends in time by itself.</summary>
    private readonly struct ClockWait(ObjectLease semaphore, Deadline deadline) : IBlockingCall
    {
        public static bool KeepsDeadline => true;

        public unsafe nint Invoke(out Errno error)
        {
            LibC.timespec until = deadline.ToAbsolute(LibC.CLOCK_MONOTONIC);
            return LibC.sem_clockwait(semaphore, LibC.CLOCK_MONOTONIC, &until, out error);
        }
    }
}
