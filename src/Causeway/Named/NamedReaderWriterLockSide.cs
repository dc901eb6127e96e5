using System.Runtime.CompilerServices;
using Causeway.Named;
using Causeway.Sys;

namespace Causeway;

/// <summary>One way into a <see cref="NamedReaderWriterLock"/>, to be waited for alone or with other objects. It is closed with its lock.</summary>
/// <remarks>
/// What a wait here got is released by <see cref="Exit"/>. Where the last writer died a wait says so by an
/// <see cref="AbandonedMutexException"/>, and has got it; the lock's own methods say it in their scopes. Thread-safe.
/// </remarks>
public sealed class NamedReaderWriterLockSide : NamedWaitHandle
{
    private readonly SharedReaderWriterLock _shared;
    private readonly NamedReaderWriterLock _lock;
    private readonly int _mode;

    internal NamedReaderWriterLockSide(NamedReaderWriterLock @lock, SharedReaderWriterLock shared, int mode)
        : base(shared, mode) => (_lock, _shared, _mode) = (@lock, shared, mode);

    /// <summary>Releases what one wait got.</summary>
    /// <exception cref="SynchronizationLockException">This process does not hold it.</exception>
    /// <exception cref="ObjectDisposedException">The lock's handle was disposed.</exception>
    public void Exit() => _lock.Exit(_mode);

    /// <summary>What the shared lock says of the success; 0: not in time.</summary>
    internal int Take(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        Deadline deadline = Deadline.After(timeout);
        ThrowIfDisposed();
        cancellationToken.ThrowIfCancellationRequested();
        int taken = TakeNow(urgent: false);
        return taken != 0 ? taken : _shared.Wait(_mode, deadline, cancellationToken);
    }

    /// <inheritdoc cref="Take"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<int> TakeAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        Deadline deadline = Deadline.After(timeout);
        ThrowIfDisposed();
        cancellationToken.ThrowIfCancellationRequested();
        int taken = TakeNow(urgent: false);
        return taken != 0 ? taken : await _shared.WaitAsync(_mode, deadline, _lock.InlineContinuations, cancellationToken).AsNumber().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    private protected override void Undo(int taken) => _lock.Exit(_mode, ownerDied: taken == SharedReaderWriterLock.TakenFromTheDead);

    /// <inheritdoc/>
    private protected override void Close()
    {
        // The lock owns what there is to close.
    }
}
