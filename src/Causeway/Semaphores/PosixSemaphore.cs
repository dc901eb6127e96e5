using System.Runtime.InteropServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>A POSIX semaphore (sem_overview(7)): a count that is posted to and waited for, across processes.</summary>
/// <remarks>
/// <para>
/// Named (<see cref="Create"/>, <see cref="Open"/>, <see cref="OpenOrCreate"/>), or placed in a mapping that processes share
/// (<see cref="CreateIn"/>, <see cref="OpenIn"/>). It is libc's own object, the same that a program in C uses. The kernel
/// undoes nothing: what a process took before it died stays taken.
/// </para>
/// <para>
/// glibc keeps <c>/x</c> in /dev/shm/sem.x and musl in /dev/shm/x, in different layouts: processes share a semaphore only
/// where they share the C library. Thread-safe. A wait under way keeps the object alive until it returns.
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

    private readonly SafeHandle _handle;
    private readonly nint _offset;
    private readonly bool _isPlaced;
    private volatile bool _disposed;

    private PosixSemaphore(string name, SafeHandle handle, nint offset, bool isPlaced)
    {
        Name = name;
        _handle = handle;
        _offset = offset;
        _isPlaced = isPlaced;
    }

    /// <summary>The name it was opened by, or that of the mapping it is placed in.</summary>
    public string Name { get; }

    /// <summary>The value now (sem_getvalue(3)): 0 where somebody waits, never less.</summary>
    /// <exception cref="ObjectDisposedException">This object, or the mapping it is placed in, was disposed.</exception>
    public unsafe int Value
    {
        get
        {
            using HandleHold hold = Hold();
            int value;
            int result = LibC.sem_getvalue(hold.Value + _offset, &value);
            Errno error = Errno.Last;
            return result == 0 ? value : throw SyscallFailure.Create("sem_getvalue", Name, error);
        }
    }

    /// <summary>Adds one, and lets one waiter through (sem_post(3)).</summary>
    /// <exception cref="SyscallException">EOVERFLOW: the value is <see cref="MaximumValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">This object, or the mapping it is placed in, was disposed.</exception>
    public void Post()
    {
        using HandleHold hold = Hold();
        int result = LibC.sem_post(hold.Value + _offset);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("sem_post", Name, error, error == Errno.EOVERFLOW ? "it is posted to more often than it is waited for" : null);
    }

    /// <summary>Takes one without waiting (sem_trywait(3)).</summary>
    /// <returns>Whether it was taken: false when the value is 0.</returns>
    /// <exception cref="ObjectDisposedException">This object, or the mapping it is placed in, was disposed.</exception>
    public bool TryWait()
    {
        using HandleHold hold = Hold();
        while (true)
        {
            int result = LibC.sem_trywait(hold.Value + _offset);
            Errno error = Errno.Last;
            if (result == 0)
                return true;
            if (error == Errno.EAGAIN)
                return false;
            if (error != Errno.EINTR)
                throw SyscallFailure.Create("sem_trywait", Name, error);
        }
    }

    /// <summary>Takes one; waits while the value is 0 (sem_clockwait(3) on the monotonic clock; on musl sem_wait(3) ended by the <see cref="Interrupter"/>).</summary>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">The value was 0 all the time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This object, or the mapping it is placed in, was disposed. (Disposing during a wait does not end the wait.)</exception>
    public void Wait(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        using HandleHold hold = Hold();
        if (TryWait())
            return;
        if (WaitOn(hold.Value + _offset, deadline, cancellationToken, out Errno error) == 0)
            return;
        throw error == Errno.ETIMEDOUT
            ? SyscallFailure.TimedOut("sem_wait", Name)
            : SyscallFailure.Create("sem_wait", Name, error);
    }

    /// <summary>As <see cref="Wait"/>: at once where the value is above 0, else on a thread of its own that lives for this wait.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <returns>Completes when one was taken.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This object, or the mapping it is placed in, was disposed.</exception>
    public Task WaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        return TryWait()
            ? Task.CompletedTask
            : DedicatedThread.RunAsync(() => Wait(timeout: null, cancellationToken), cancellationToken);
    }

    /// <summary>Closes it in this process (sem_close(3)). A name stays: see <see cref="Delete"/>. A placed semaphore stays in its mapping.</summary>
    public void Dispose()
    {
        _disposed = true;
        if (!_isPlaced)
            _handle.Dispose();
    }

    private static nint WaitOn(nint semaphore, Deadline deadline, CancellationToken token, out Errno error)
    {
        if (deadline.IsInfinite || !UsesClockwait)
        {
            var plain = new PlainWait(semaphore);
            return BlockingCall.Run(ref plain, deadline, token, out error);
        }

        var timed = new ClockWait(semaphore, deadline);
        return BlockingCall.Run(ref timed, deadline, token, out error);
    }

    private HandleHold Hold()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new HandleHold(_handle);
    }

    /// <summary>sem_wait(3): the interrupter ends it in time.</summary>
    private readonly struct PlainWait(nint semaphore) : IBlockingCall
    {
        public static bool KeepsDeadline => false;

        public nint Invoke(out Errno error)
        {
            int result = LibC.sem_wait(semaphore);
            error = Errno.Last;
            return result;
        }
    }

    /// <summary>sem_clockwait(3): it ends in time by itself.</summary>
    private readonly struct ClockWait(nint semaphore, Deadline deadline) : IBlockingCall
    {
        public static bool KeepsDeadline => true;

        public unsafe nint Invoke(out Errno error)
        {
            LibC.timespec until = deadline.ToAbsolute(LibC.CLOCK_MONOTONIC);
            int result = LibC.sem_clockwait(semaphore, LibC.CLOCK_MONOTONIC, &until);
            error = Errno.Last;
            return result;
        }
    }
}
