using Causeway.Sys;

namespace Causeway;

/// <content>Shared to exclusive and back: atomic, because the kernel keeps the old lock until it gives the new one.</content>
public sealed partial class RecordLock
{
    /// <summary>Makes a range that is held shared or exclusive; atomic: the old lock stays while this waits, and where it fails.</summary>
    /// <remarks>
    /// Two holders of shared locks that both want the exclusive one wait for each other: of POSIX locks one gets EDEADLK, of
    /// open-file-description locks none does. Use a timeout, or <see cref="TryConvert"/>.
    /// </remarks>
    /// <param name="range">Exactly one that this object has locked.</param>
    /// <param name="mode">Shared or exclusive.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; the old lock is held on.</param>
    /// <exception cref="InvalidOperationException">This object does not hold exactly this range, or another thread is converting or releasing it.</exception>
    /// <exception cref="TimeoutException">Others kept the new lock out all the time. The old one is held on.</exception>
    /// <inheritdoc cref="Lock"/>
    public void Convert(FileRange range, FileLockMode mode, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        short type = TypeOf(mode);
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        long turn = BeginHeld(range);
        if (!Take(turn, range, type, deadline, cancellationToken, out Errno error))
            throw Failure(turn, range, error);
        Complete(turn, mode);
    }

    /// <summary>Makes a range that is held shared or exclusive if nobody keeps the new lock out now.</summary>
    /// <returns>Whether it was; the old lock is held on where it was not.</returns>
    /// <inheritdoc cref="Convert"/>
    public bool TryConvert(FileRange range, FileLockMode mode)
    {
        short type = TypeOf(mode);
        long turn = BeginHeld(range);
        bool converted = TryCall(range, type, wait: false, out Errno error);
        if (!converted && !IsConflict(error))
            throw Failure(turn, range, error);
        if (converted)
            Complete(turn, mode);
        else
            Abandon(turn);
        return converted;
    }

    /// <summary>As <see cref="Convert"/>; where it has to wait, on a thread borrowed for this wait.</summary>
    /// <inheritdoc cref="Convert"/>
    public async ValueTask ConvertAsync(FileRange range, FileLockMode mode, CancellationToken cancellationToken = default)
    {
        short type = TypeOf(mode);
        cancellationToken.ThrowIfCancellationRequested();
        long turn = BeginHeld(range);
        Errno error = await TakeAsync(turn, range, type, cancellationToken).ConfigureAwait(false);
        if (error != default)
            throw Failure(turn, range, error);
        Complete(turn, mode);
    }

    private long BeginHeld(FileRange range)
    {
        ObjectDisposedException.ThrowIf(_disposed || _target.Handle.IsClosed, this);
        long turn = _held.Take(range);
        return turn != 0 ? turn : throw new InvalidOperationException($"\"{Name}\": this object does not hold the range {range}, or another thread is at it");
    }
}
