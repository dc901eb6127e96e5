using Causeway.Placing;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>A named object that one waits for: on a thread, asynchronously, or together with others.</summary>
/// <remarks>
/// <para>
/// A wait that can be served at once makes no system call. Else it looks a few times more, then sleeps: a thread on a futex of its own
/// process, an asynchronous wait without any thread. Newcomers may overtake sleepers, which keeps a busy object fast; a waiter that was
/// woken four times for nothing is served before all who come later, so that nobody starves.
/// </para>
/// <para>
/// When a process that takes part dies, everybody who waits is told by the kernel and looks again: nobody waits for the dead. Where the last
/// owner's death is to be told, a wait throws <see cref="AbandonedMutexException"/>, once, and has taken what it waited for; methods that give a scope say it there.
/// </para>
/// </remarks>
public abstract partial class NamedWaitHandle : NamedObject
{
    private readonly SharedObject _shared;
    private readonly int _mode;

    private protected NamedWaitHandle(SharedObject shared, int mode = 0)
        : base(shared) => (_shared, _mode) = (shared, mode);

    /// <summary>Waits for it.</summary>
    /// <param name="timeout">null or <see cref="Timeout.InfiniteTimeSpan"/>: as long as it takes; zero: does not wait. On the monotonic clock.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <returns>False: not in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="AbandonedMutexException">The last owner died with it (a mutex, a lock, or who wrote): it is the caller's now, and what it guards may be half done.</exception>
    /// <exception cref="ObjectDisposedException">This handle, or the last of this process, was disposed.</exception>
    public bool WaitOne(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        ThrowIfDisposed();
        cancellationToken.ThrowIfCancellationRequested();
        int taken = TakeNow(urgent: false);
        if (taken == 0)
            taken = _shared.Wait(_mode, deadline, cancellationToken);
        if (taken == 0)
            return false;
        Finish(taken);
        return true;
    }

    /// <summary>As <see cref="WaitOne(TimeSpan?, CancellationToken)"/>.</summary>
    /// <param name="millisecondsTimeout">-1: as long as it takes; 0: does not wait.</param>
    /// <returns>False: not in time.</returns>
    public bool WaitOne(int millisecondsTimeout) => WaitOne(TimeSpan.FromMilliseconds(millisecondsTimeout));

    /// <summary>Awaits it. No thread is kept; nothing is allocated in steady state.</summary>
    /// <param name="timeout">null or <see cref="Timeout.InfiniteTimeSpan"/>: as long as it takes; zero: does not wait.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <returns>False: not in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="AbandonedMutexException">The last owner died with it (a lock, or who wrote): it is the caller's now, and what it guards may be half done.</exception>
    /// <exception cref="NotSupportedException">A mutex, which belongs to a thread: await a <see cref="NamedLock"/>.</exception>
    /// <exception cref="ObjectDisposedException">This handle, or the last of this process, was disposed.</exception>
    public virtual ValueTask<bool> WaitOneAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        ThrowIfDisposed();
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        int taken = TakeNow(urgent: false);
        return taken != 0 ? _shared.Tell(taken) : _shared.WaitAsync(_mode, deadline, InlineContinuations, cancellationToken).AsBoolean();
    }

    /// <summary>Tries once, without waiting or a system call.</summary>
    private protected virtual int TakeNow(bool urgent)
    {
        ObjectLease lease = _shared.Lease;
        UseSlot slot = lease.Enter();
        int taken = _shared.TryTake(_mode, urgent);
        lease.Leave(slot);
        return taken;
    }

    /// <summary>What is left to do after a success that no scope reports.</summary>
    private protected virtual void Finish(int taken) => _shared.ThrowIfAbandoned(taken);
}
