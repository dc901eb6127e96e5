using Causeway.Sys;

namespace Causeway;

/// <content>Who is in the way, and whether one's own locks are still there.</content>
public sealed partial class RecordLock
{
    /// <summary>What F_GETLK names as the holder of such a lock; 0 is a process of another PID namespace.</summary>
    private const int OpenFileDescriptionHolder = -1;

    /// <summary>A lock that would keep this one out now (F_GETLK, F_OFD_GETLK), or null: it could be taken. By the next moment that may have changed.</summary>
    /// <param name="range">Which bytes.</param>
    /// <param name="mode">Shared or exclusive.</param>
    /// <returns>The first that the kernel finds, of whichever kind.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The mode is none.</exception>
    /// <exception cref="SyscallException">ENOLCK: the NFS server's lock service does not answer.</exception>
    /// <exception cref="ObjectDisposedException">This object, or the descriptor it works on, was disposed.</exception>
    public RecordLockConflict? FindConflict(FileRange range, FileLockMode mode = FileLockMode.Exclusive)
    {
        LibC.flock_t record = Query(Kind == RecordLockKind.Posix ? LibC.F_GETLK : LibC.F_OFD_GETLK, range, TypeOf(mode));
        if (record.l_type == LibC.F_UNLCK)
            return null;
        FileLockMode held = record.l_type == LibC.F_RDLCK ? FileLockMode.Shared : FileLockMode.Exclusive;
        FileRange where = FileRange.Of(record);
        return record.l_pid == OpenFileDescriptionHolder
            ? new RecordLockConflict(RecordLockKind.OpenFileDescription, held, where, FileLocks.HoldersOf(_target.Handle, held, where))
            : new RecordLockConflict(RecordLockKind.Posix, held, where, record.l_pid > 0 ? [record.l_pid] : []);
    }

    /// <summary>
    /// Whether the kernel still has a lock over all of the range: POSIX locks go when any code of this process closes any
    /// descriptor of the file. Open-file-description locks go with their own descriptor alone, and are always intact.
    /// </summary>
    /// <param name="range">One that this object has locked.</param>
    /// <exception cref="InvalidOperationException">This object does not hold exactly this range.</exception>
    /// <exception cref="ObjectDisposedException">This object, or the descriptor it works on, was disposed.</exception>
    public bool IsIntact(FileRange range)
    {
        if (_held.ModeOf(range) is null)
            throw new InvalidOperationException($"\"{Name}\": this object does not hold the range {range}");
        if (Kind != RecordLockKind.Posix)
            return true;

        // F_GETLK tells nobody of his own locks.
        LockedInode file = LockedInode.Of(_target.Handle);
        FileRange? rest = range;
        foreach (KernelLock own in KernelLock.All(file).Where(IsOwn).OrderBy(one => one.Range.Start))
            rest = rest is { } left && own.Range.Start <= left.Start ? left.Behind(own.Range) : rest;
        return rest is null;
    }

    private static bool IsOwn(KernelLock one) => one is { Kind: FileLockKind.Posix, IsWaiting: false } && one.ProcessId == Environment.ProcessId;

    private unsafe LibC.flock_t Query(int command, FileRange range, short type)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        LibC.flock_t record = range.ToRecord(type);
        int result = LibC.fcntl(_target.Handle, command, &record, out Errno error);
        return result == 0 ? record : throw Refusal(range, error);
    }
}
