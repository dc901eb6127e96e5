using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>A lock of a whole file (flock(2)), shared or exclusive, which the kernel drops when its holder dies.</summary>
/// <remarks>
/// <para>
/// The lock belongs to the open file description: two objects exclude each other, in one process too, and one object is
/// one holder. A thread that wants to be kept out opens an object of its own. Advisory: it keeps out whoever locks, not
/// whoever reads. flock(2) and record locks (<see cref="RecordLock"/>) do not see each other, except over NFS and SMB.
/// </para>
/// <para>
/// The descriptor is closed on exec; a process forked by other means shares the lock. Over NFS it is a record lock of the
/// whole file, and an exclusive one needs a file opened to write. The runtime itself takes flock(2) for every FileStream
/// and File method (shared, or exclusive with FileShare.None) unless the switch System.IO.DisableFileLocking is set:
/// they fail on a file that is locked exclusively here. Nobody reports a deadlock: use timeouts.
/// </para>
/// <para>Thread-safe: what needs the lock to be free or held while another call is under way says so (InvalidOperationException).</para>
/// </remarks>
public sealed partial class FileLock : IDisposable, ILockHolder
{
    private readonly LockTarget _target;
    private long _word;
    private volatile bool _disposed;

    private FileLock(LockTarget target) => _target = target;

    /// <summary>The path it was opened by, or the descriptor it works on.</summary>
    public string Name => _target.Name;

    /// <summary>The descriptor that is locked: one of its own, or the one that was given.</summary>
    public SafeHandle Descriptor => _target.Handle;

    /// <summary>How it is held by this object; null where it is not, or a call is under way.</summary>
    public FileLockMode? HeldMode => LockWord.ModeOf(Volatile.Read(ref _word));

    /// <summary>Takes the lock; waits while others keep it out.</summary>
    /// <param name="mode">Shared or exclusive.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait (see <see cref="Interrupter"/>): the lock is not held then.</param>
    /// <returns>Releases it when disposed, as <see cref="Unlock"/> does.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or the mode is none.</exception>
    /// <exception cref="InvalidOperationException">This object holds it already, or another thread is about to.</exception>
    /// <exception cref="TimeoutException">Others kept it out all the time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="SyscallException">ENOLCK: the kernel has no memory for locks. EBADF: exclusive, over NFS, and not opened to write. EOPNOTSUPP: the file system has no locks.</exception>
    /// <exception cref="ObjectDisposedException">This object, or the descriptor it works on, was disposed. (Disposing during a wait does not end the wait.)</exception>
    public FileLockScope Lock(FileLockMode mode = FileLockMode.Exclusive, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        int operation = OperationOf(mode);
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        long begun = Begin(held: false);
        if (Take(begun, operation, deadline, cancellationToken, out Errno error))
            return Complete(begun, mode);
        throw Failure(begun, error);
    }

    /// <summary>Takes the lock if nobody keeps it out now (LOCK_NB).</summary>
    /// <returns>Whether it was taken.</returns>
    /// <inheritdoc cref="Lock"/>
    public bool TryLock(FileLockMode mode = FileLockMode.Exclusive) => TryLock(out _, mode);

    /// <summary>Takes the lock if nobody keeps it out now (LOCK_NB).</summary>
    /// <param name="scope">Releases it when disposed; nothing where it was not taken.</param>
    /// <param name="mode">Shared or exclusive.</param>
    /// <returns>Whether it was taken.</returns>
    /// <inheritdoc cref="Lock"/>
    public bool TryLock(out FileLockScope scope, FileLockMode mode = FileLockMode.Exclusive)
    {
        int operation = OperationOf(mode);
        long begun = Begin(held: false);
        bool taken = TryTake(operation, out Errno error);
        if (!taken && error != Errno.EAGAIN)
            throw Failure(begun, error);
        scope = taken ? Complete(begun, mode) : default;
        if (!taken)
            GiveUp(begun);
        return taken;
    }

    /// <summary>Takes the lock: at once where nobody keeps it out, else on a thread borrowed for this wait.</summary>
    /// <inheritdoc cref="Lock"/>
    public async ValueTask<FileLockScope> LockAsync(FileLockMode mode = FileLockMode.Exclusive, CancellationToken cancellationToken = default)
    {
        int operation = OperationOf(mode);
        cancellationToken.ThrowIfCancellationRequested();
        long begun = Begin(held: false);
        Errno error = await TakeAsync(begun, operation, cancellationToken).ConfigureAwait(false);
        return error == default ? Complete(begun, mode) : throw Failure(begun, error);
    }

    /// <summary>Releases the lock (LOCK_UN).</summary>
    /// <exception cref="InvalidOperationException">This object does not hold it.</exception>
    /// <exception cref="SyscallException">The file system failed (EIO); it is still held.</exception>
    public void Unlock()
    {
        long word = Begin(held: true);
        Release(word, LockWord.Begun(word));
    }

    /// <summary>
    /// Releases the lock if it is held, and closes the descriptor if it is this object's own: at once, or when the call is
    /// over that another thread is in. Never deletes the file.
    /// </summary>
    public void Dispose()
    {
        _disposed = true;

        // (A) pairs with (B) in Complete and GiveUp, which write the word and then look whether this was disposed: one of
        // the two sees the other. Here for both, because disposing is rare.
        Interlocked.MemoryBarrierProcessWide();
        ((ILockHolder)this).Release(LockWord.TurnOf(Volatile.Read(ref _word)));
        CloseIfUnused();
    }

    void ILockHolder.Release(long turn)
    {
        long word = Volatile.Read(ref _word);
        if (LockWord.TurnOf(word) != turn || LockWord.ModeOf(word) is null || _target.Handle.IsClosed)
            return;
        if (Interlocked.CompareExchange(ref _word, LockWord.Begun(word), word) == word)
            Release(word, LockWord.Begun(word));
    }

    private static int OperationOf(FileLockMode mode) => mode switch
    {
        FileLockMode.Shared => LibC.LOCK_SH,
        FileLockMode.Exclusive => LibC.LOCK_EX,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Shared or Exclusive"),
    };

    private void Release(long word, long begun)
    {
        if (TryCall(LibC.LOCK_UN, out Errno error))
        {
            GiveUp(begun);
            return;
        }

        Settle(word);
        throw SyscallFailure.Create("flock(LOCK_UN)", Name, error);
    }

    /// <summary>Nobody else uses the object until one of Complete, GiveUp and Failure.</summary>
    private long Begin(bool held)
    {
        ObjectDisposedException.ThrowIf(_disposed || _target.Handle.IsClosed, this);
        long word = Volatile.Read(ref _word);
        bool fits = held ? LockWord.ModeOf(word) is not null : LockWord.IsFree(word);
        long begun = LockWord.Begun(word);
        if (!fits || Interlocked.CompareExchange(ref _word, begun, word) != word)
            throw Misuse(held);
        return held ? word : begun;
    }

    private FileLockScope Complete(long begun, FileLockMode mode)
    {
        long held = LockWord.Held(begun, mode);
        Volatile.Write(ref _word, held);
        if (!_disposed) // (B)
            return new FileLockScope(this, LockWord.TurnOf(held));
        ((ILockHolder)this).Release(LockWord.TurnOf(held));
        CloseIfUnused();
        throw new ObjectDisposedException(nameof(FileLock));
    }

    private void GiveUp(long begun) => Settle(LockWord.Free(begun));

    private void Settle(long word)
    {
        Volatile.Write(ref _word, word);
        if (_disposed) // (B)
            CloseIfUnused();
    }

    /// <summary>A thread that is in a call has the descriptor open: the file stays noted until then.</summary>
    private void CloseIfUnused()
    {
        if (!LockWord.IsBusy(Volatile.Read(ref _word)) || _target.Handle.IsClosed)
            _target.Dispose();
    }

    private Exception Failure(long begun, Errno error)
    {
        GiveUp(begun);
        return error == Errno.ETIMEDOUT
            ? SyscallFailure.TimedOut("flock", Name, "causeway lock ls shows who holds it")
            : SyscallFailure.Create("flock", Name, error, Remedy(error));
    }

    private static string? Remedy(Errno error) => error switch
    {
        _ when error == Errno.EBADF => "over NFS an exclusive lock needs a file opened to write: open it with FileAccess.ReadWrite",
        _ when error == Errno.ENOLCK => "the kernel has no memory for locks, or the NFS server's lock service does not answer",
        _ => null,
    };

    private InvalidOperationException Misuse(bool held) => new(
        LockWord.ModeOf(Volatile.Read(ref _word)) is not null ? $"\"{Name}\": this object holds the lock already; convert it, or open another object for another holder"
        : held && LockWord.IsFree(Volatile.Read(ref _word)) ? $"\"{Name}\": this object does not hold the lock"
        : $"\"{Name}\": another thread is using this object; open one for each holder");
}
