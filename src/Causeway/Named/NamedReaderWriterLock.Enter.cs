using System.Runtime.CompilerServices;
using Causeway.Named;
using Causeway.Sys;

namespace Causeway;

/// <content>Coming in, with scopes.</content>
public sealed partial class NamedReaderWriterLock
{
    /// <summary>Reads until the scope is disposed.</summary>
    /// <param name="timeout">null: as long as it takes; zero: does not wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">Not in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This handle, or the last of this process, was disposed.</exception>
    public NamedReadScope EnterRead(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        new(this, ToldOfDeath(ReadSide.Take(timeout, cancellationToken)));

    /// <summary>As <see cref="EnterRead"/>, keeping no thread.</summary>
    /// <inheritdoc cref="EnterRead"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<NamedReadScope> EnterReadAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        new(this, ToldOfDeath(await ReadSide.TakeAsync(timeout, cancellationToken).ConfigureAwait(false)));

    /// <summary>Writes until the scope is disposed.</summary>
    /// <inheritdoc cref="EnterRead"/>
    public NamedWriteScope EnterWrite(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        new(this, ToldOfDeath(WriteSide.Take(timeout, cancellationToken)));

    /// <summary>As <see cref="EnterWrite"/>, keeping no thread.</summary>
    /// <inheritdoc cref="EnterRead"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<NamedWriteScope> EnterWriteAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        new(this, ToldOfDeath(await WriteSide.TakeAsync(timeout, cancellationToken).ConfigureAwait(false)));

    /// <summary>Reads until the scope is disposed, beside other readers, and may go on to write: one such reader at a time.</summary>
    /// <inheritdoc cref="EnterRead"/>
    public NamedUpgradeableReadScope EnterUpgradeableRead(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        new(this, ToldOfDeath(UpgradeableReadSide.Take(timeout, cancellationToken)));

    /// <summary>As <see cref="EnterUpgradeableRead"/>, keeping no thread.</summary>
    /// <inheritdoc cref="EnterRead"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<NamedUpgradeableReadScope> EnterUpgradeableReadAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        new(this, ToldOfDeath(await UpgradeableReadSide.TakeAsync(timeout, cancellationToken).ConfigureAwait(false)));

    internal NamedWriteScope Upgrade(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        Deadline deadline = BeginUpgrade(timeout, cancellationToken);
        int taken = 0;
        try
        {
            taken = TryUpgrade();
            if (taken == 0)
                taken = _shared.Wait(SharedReaderWriterLock.Upgrade, deadline, cancellationToken);
        }
        finally
        {
            EndUpgrade(taken);
        }

        return new NamedWriteScope(this, ToldOfDeath(taken));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<NamedWriteScope> UpgradeAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        Deadline deadline = BeginUpgrade(timeout, cancellationToken);
        int taken = 0;
        try
        {
            taken = TryUpgrade();
            if (taken == 0)
                taken = await _shared.WaitAsync(SharedReaderWriterLock.Upgrade, deadline, InlineContinuations, cancellationToken).AsNumber().ConfigureAwait(false);
        }
        finally
        {
            EndUpgrade(taken);
        }

        return new NamedWriteScope(this, ToldOfDeath(taken));
    }

    private Deadline BeginUpgrade(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        Deadline deadline = Deadline.After(timeout);
        ThrowIfDisposed();
        cancellationToken.ThrowIfCancellationRequested();
        using HandleHold hold = new(_shared.Lease);
        return _shared.TryBeginUpgrade() ? deadline : throw new SynchronizationLockException($"This process has no upgradeable read of \"{Name}\", or writes already.");
    }

    private int TryUpgrade()
    {
        using HandleHold hold = new(_shared.Lease);
        return _shared.TryTake(SharedReaderWriterLock.Upgrade, urgent: false);
    }

    private void EndUpgrade(int taken)
    {
        if (taken != 0)
            return;
        try
        {
            using HandleHold hold = new(_shared.Lease);
            _shared.GiveUpUpgrade();
        }
        catch (ObjectDisposedException)
        {
            // The last handle of this process was closed, and so the upgradeable read was given back.
        }
    }

    private bool ToldOfDeath(int taken) =>
        taken != 0 ? taken == SharedReaderWriterLock.TakenFromTheDead : throw SyscallFailure.TimedOut("wait", Name);
}
