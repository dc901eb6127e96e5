using Causeway.Sys;

namespace Causeway;

/// <content>
/// Shared to exclusive and back. The kernel first releases the lock and then takes it anew: somebody who waits can come in
/// between, and then the lock is lost.
/// </content>
public sealed partial class FileLock
{
    /// <summary>Makes the lock that is held shared or exclusive (flock(2)); not atomic: waits while others keep the new one out, without the old one.</summary>
    /// <remarks>
    /// What was read under the shared lock may be out of date under the exclusive one: read it again. A call that fails, or
    /// whose timeout passes, leaves this object without the lock (<see cref="HeldMode"/> is null), and the scopes of it do
    /// nothing any more. <see cref="RecordLock"/> converts atomically.
    /// </remarks>
    /// <param name="mode">Shared or exclusive.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; the lock is lost then.</param>
    /// <exception cref="InvalidOperationException">This object does not hold the lock, or another thread is using it.</exception>
    /// <exception cref="TimeoutException">Others kept the new lock out all the time. The old one is lost.</exception>
    /// <inheritdoc cref="Lock"/>
    public void Convert(FileLockMode mode, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        int operation = OperationOf(mode);
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        long begun = LockWord.Begun(Begin(held: true));
        if (!Take(begun, operation, deadline, cancellationToken, out Errno error))
            throw Lost(begun, error);
        Complete(begun, mode);
    }

    /// <summary>Makes the lock that is held shared or exclusive if nobody keeps the new one out now (LOCK_NB); not atomic.</summary>
    /// <returns>Whether it was: false means that the lock is not held at all any more.</returns>
    /// <inheritdoc cref="Convert"/>
    public bool TryConvert(FileLockMode mode)
    {
        int operation = OperationOf(mode);
        long begun = LockWord.Begun(Begin(held: true));
        if (TryTake(operation, out Errno error))
        {
            Complete(begun, mode);
            return true;
        }

        if (error != Errno.EAGAIN)
            throw Lost(begun, error);
        GiveUp(begun);
        return false;
    }

    /// <summary>As <see cref="Convert"/>; where it has to wait, on a thread borrowed for this wait.</summary>
    /// <inheritdoc cref="Convert"/>
    public async ValueTask ConvertAsync(FileLockMode mode, CancellationToken cancellationToken = default)
    {
        int operation = OperationOf(mode);
        cancellationToken.ThrowIfCancellationRequested();
        long begun = LockWord.Begun(Begin(held: true));
        Errno error = await TakeAsync(begun, operation, cancellationToken).ConfigureAwait(false);
        if (error != default)
            throw Lost(begun, error);
        Complete(begun, mode);
    }

    /// <summary>Some errors come before the kernel let go of the old lock: then it goes now, so that it is gone whatever went wrong.</summary>
    private Exception Lost(long begun, Errno error)
    {
        TryCall(LibC.LOCK_UN, out _);
        return Failure(begun, error);
    }
}
