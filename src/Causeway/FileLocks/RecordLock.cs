using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>Locks of ranges of a file (fcntl(2)), shared or exclusive, which the kernel drops when their holder dies.</summary>
/// <remarks>
/// <para>
/// One object is one holder, whatever its kind (see <see cref="RecordLockKind"/>): its ranges never keep each other out, and
/// one that overlaps another which it has already is refused. Locks of both kinds, of lockf(3) and of other programs keep
/// each other out; flock(2) (<see cref="FileLock"/>) is not seen. Advisory: they keep out whoever locks, not whoever reads.
/// </para>
/// <para>
/// POSIX locks are the process's. One object of that kind may have a file open, and no other lock object of this process
/// with a descriptor of its own: opening a second one is refused, because closing it would take every lock away. A FileStream
/// of the same file does that too, and nobody can stop it: <see cref="IsIntact"/> tells. Open-file-description locks, the
/// default, have none of this.
/// </para>
/// <para>
/// Shared locks need a descriptor that reads, exclusive ones one that writes (EBADF). Locks are not inherited by a child:
/// POSIX locks by none, the others by none because the descriptor is closed on exec. Thread-safe: calls about other ranges
/// run side by side.
/// </para>
/// </remarks>
public sealed partial class RecordLock : IDisposable, ILockHolder
{
    private readonly LockTarget _target;
    private readonly HeldRanges _held = new();
    private volatile bool _disposed;

    private RecordLock(LockTarget target, RecordLockKind kind)
    {
        _target = target;
        Kind = kind;
    }

    /// <summary>Whose the locks are.</summary>
    public RecordLockKind Kind { get; }

    /// <summary>The path it was opened by, or the descriptor it works on.</summary>
    public string Name => _target.Name;

    /// <summary>The descriptor that is locked: one of its own, or the one that was given.</summary>
    public SafeHandle Descriptor => _target.Handle;

    /// <summary>Whether the path still leads to the file that this object has opened: only then a lock keeps out who comes by the path.</summary>
    /// <exception cref="InvalidOperationException">It was not opened by a path.</exception>
    public bool IsAtPath => _target.IsAtPath;

    /// <summary>How exactly this range is held by this object; null where it is not, or a call about it is under way.</summary>
    public FileLockMode? HeldMode(FileRange range) => _held.ModeOf(range);

    /// <summary>Locks a range; waits while others keep it out (F_SETLKW, F_OFD_SETLKW).</summary>
    /// <param name="range">Which bytes; they need not be there.</param>
    /// <param name="mode">Shared or exclusive.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait (see <see cref="Interrupter"/>): the lock is not held then.</param>
    /// <returns>Releases it when disposed, as <see cref="Unlock"/> does.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or the mode is none.</exception>
    /// <exception cref="InvalidOperationException">This object holds a part of it already, or another thread is about to.</exception>
    /// <exception cref="TimeoutException">Others kept it out all the time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="SyscallException">
    /// EDEADLK: its holder waits for this process (POSIX locks alone; the kernel looks at processes, not threads). EBADF: the
    /// descriptor is not open to read (shared) or to write (exclusive). ENOLCK: the kernel has no memory for locks.
    /// </exception>
    /// <exception cref="ObjectDisposedException">This object, or the descriptor it works on, was disposed. (Disposing during a wait does not end the wait.)</exception>
    public FileLockScope Lock(FileRange range, FileLockMode mode = FileLockMode.Exclusive, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        short type = TypeOf(mode);
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        long turn = Begin(range);
        if (Take(turn, range, type, deadline, cancellationToken, out Errno error))
            return Complete(turn, mode);
        throw Failure(turn, range, error);
    }

    /// <summary>Locks a range if nobody keeps it out now (F_SETLK, F_OFD_SETLK).</summary>
    /// <returns>Whether it was locked.</returns>
    /// <inheritdoc cref="Lock"/>
    public bool TryLock(FileRange range, FileLockMode mode = FileLockMode.Exclusive) => TryLock(range, out _, mode);

    /// <summary>Locks a range if nobody keeps it out now (F_SETLK, F_OFD_SETLK).</summary>
    /// <param name="range">Which bytes; they need not be there.</param>
    /// <param name="scope">Releases it when disposed; nothing where it was not locked.</param>
    /// <param name="mode">Shared or exclusive.</param>
    /// <returns>Whether it was locked.</returns>
    /// <inheritdoc cref="Lock"/>
    public bool TryLock(FileRange range, out FileLockScope scope, FileLockMode mode = FileLockMode.Exclusive)
    {
        short type = TypeOf(mode);
        long turn = Begin(range);
        bool taken = TryCall(range, type, wait: false, out Errno error);
        if (!taken && !IsConflict(error))
            throw Failure(turn, range, error);
        scope = taken ? Complete(turn, mode) : default;
        if (!taken)
            Abandon(turn);
        return taken;
    }

    /// <summary>Locks a range: at once where nobody keeps it out, else on a thread borrowed for this wait.</summary>
    /// <inheritdoc cref="Lock"/>
    public async ValueTask<FileLockScope> LockAsync(FileRange range, FileLockMode mode = FileLockMode.Exclusive, CancellationToken cancellationToken = default)
    {
        short type = TypeOf(mode);
        cancellationToken.ThrowIfCancellationRequested();
        long turn = Begin(range);
        Errno error = await TakeAsync(turn, range, type, cancellationToken).ConfigureAwait(false);
        return error == default ? Complete(turn, mode) : throw Failure(turn, range, error);
    }

    /// <summary>Releases a range (F_UNLCK).</summary>
    /// <param name="range">Exactly one that this object has locked.</param>
    /// <exception cref="InvalidOperationException">This object does not hold exactly this range.</exception>
    /// <exception cref="SyscallException">ENOLCK: the kernel has no memory for what remains beside it. EIO: the file system failed. It is still held.</exception>
    public void Unlock(FileRange range)
    {
        ObjectDisposedException.ThrowIf(_disposed || _target.Handle.IsClosed, this);
        long turn = _held.Take(range);
        if (turn == 0)
            throw new InvalidOperationException($"\"{Name}\": this object does not hold the range {range}");
        Release(turn, range);
    }

    /// <summary>Releases all ranges that are held, and closes the descriptor if it is this object's own. Never deletes the file.</summary>
    public void Dispose()
    {
        _disposed = true;
        while (_held.TakeAny(out FileRange range) is var turn and not 0)
        {
            // A borrowed descriptor may be closed before: that took the locks along.
            if (!_target.Handle.IsClosed)
                TryCall(range, LibC.F_UNLCK, wait: false, out _);
            _held.Remove(turn);
        }

        CloseIfUnused();
    }

    void ILockHolder.Release(long turn)
    {
        if (!_target.Handle.IsClosed && _held.Take(turn, out FileRange range))
            Release(turn, range);
    }

    private static short TypeOf(FileLockMode mode) => mode switch
    {
        FileLockMode.Shared => LibC.F_RDLCK,
        FileLockMode.Exclusive => LibC.F_WRLCK,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Shared or Exclusive"),
    };

    private void Release(long turn, FileRange range)
    {
        if (TryCall(range, LibC.F_UNLCK, wait: false, out Errno error))
        {
            Remove(turn);
            return;
        }

        Abandon(turn);
        throw Refusal(range, error);
    }

    private long Begin(FileRange range)
    {
        ObjectDisposedException.ThrowIf(_disposed || _target.Handle.IsClosed, this);
        long turn = _held.Add(range);
        return turn != 0 ? turn : throw new InvalidOperationException(
            $"\"{Name}\": this object has locked a part of {range} already, and its ranges never keep each other out; convert or release that one, or open another RecordLock");
    }

    private FileLockScope Complete(long turn, FileLockMode mode)
    {
        // Noted before the look whether this was disposed, and Dispose looks for what is noted afterwards: one of the two
        // sees the other.
        _held.Settle(turn, mode);
        if (!_disposed)
            return new FileLockScope(this, turn);
        Dispose();
        throw new ObjectDisposedException(nameof(RecordLock));
    }

    private void Abandon(long turn)
    {
        _held.Abandon(turn);
        if (_disposed)
            CloseIfUnused();
    }

    private void Remove(long turn)
    {
        _held.Remove(turn);
        if (_disposed)
            CloseIfUnused();
    }

    /// <summary>A thread that still waits would have its descriptor open: the file stays noted until then.</summary>
    private void CloseIfUnused()
    {
        if (_held.Count == 0 || _target.Handle.IsClosed)
            _target.Dispose();
    }
}
