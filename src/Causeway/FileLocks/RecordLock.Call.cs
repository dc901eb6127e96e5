using System.Runtime.InteropServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>fcntl(2), at once, waiting, and on another thread.</content>
public sealed partial class RecordLock
{
    private static bool IsConflict(Errno error) => error == Errno.EAGAIN || error == Errno.EACCES;

    private int CommandOf(bool wait) => (Kind, wait) switch
    {
        (RecordLockKind.Posix, false) => LibC.F_SETLK,
        (RecordLockKind.Posix, true) => LibC.F_SETLKW,
        (_, false) => LibC.F_OFD_SETLK,
        _ => LibC.F_OFD_SETLKW,
    };

    private bool Take(long turn, FileRange range, short type, Deadline deadline, CancellationToken token, out Errno error)
    {
        // The kernel lets through at once whom nobody keeps out: without a limit one call does both.
        if (deadline.IsInfinite && !token.CanBeCanceled)
            return TryCall(range, type, wait: true, out error);
        return TryCall(range, type, wait: false, out error) || (IsConflict(error) && TakeInterruptibly(turn, range, type, deadline, token, out error));
    }

    private unsafe bool TryCall(FileRange range, short type, bool wait, out Errno error)
    {
        LibC.flock_t record = range.ToRecord(type);
        int result;
        do
            result = LibC.fcntl(_target.Handle, CommandOf(wait), &record, out error);
        while (result != 0 && error == Errno.EINTR);
        return result == 0;
    }

    private bool TakeInterruptibly(long turn, FileRange range, short type, Deadline deadline, CancellationToken token, out Errno error)
    {
        error = Errno.ETIMEDOUT;
        if (deadline.HasPassed)
            return false;
        try
        {
            return Wait(range, type, deadline, token, out error);
        }
        catch
        {
            // Cancelled: a call that was interrupted has changed nothing.
            Abandon(turn);
            throw;
        }
    }

    private bool Wait(FileRange range, short type, Deadline deadline, CancellationToken token, out Errno error)
    {
        var call = new RecordCall(_target.Handle, CommandOf(wait: true), range.ToRecord(type));
        return BlockingCall.Run(ref call, deadline, token, out error) == 0;
    }

    private async ValueTask<Errno> TakeAsync(long turn, FileRange range, short type, CancellationToken token)
    {
        if (TryCall(range, type, wait: false, out Errno error) || !IsConflict(error))
            return error;
        try
        {
            return await DedicatedThread.RunAsync(() => Wait(range, type, Deadline.Infinite, token, out Errno refusal) ? default : refusal, token).ConfigureAwait(false);
        }
        catch
        {
            // Cancelled before the thread began, or while it waited.
            Abandon(turn);
            throw;
        }
    }

    private Exception Failure(long turn, FileRange range, Errno error)
    {
        Abandon(turn);
        return error == Errno.ETIMEDOUT
            ? SyscallFailure.TimedOut("fcntl", $"{Name}, {range}", "FindConflict and causeway lock ls tell who holds it")
            : Refusal(range, error);
    }

    private SyscallException Refusal(FileRange range, Errno error) => SyscallFailure.Create("fcntl", $"{Name}, {range}", error, error switch
    {
        _ when error == Errno.EDEADLK => "its holder waits for a lock of this process: release what this process holds, and begin anew",
        _ when error == Errno.EBADF => "shared locks need a descriptor that reads, exclusive ones one that writes: open it with FileAccess.ReadWrite",
        _ when error == Errno.ENOLCK => "the kernel has no memory for locks, or the NFS server's lock service does not answer",
        _ when error == Errno.EOVERFLOW => "the range ends beyond what this file system can lock",
        _ => null,
    });

    private readonly unsafe struct RecordCall(SafeHandle descriptor, int command, LibC.flock_t record) : IBlockingCall
    {
        public static bool KeepsDeadline => false;

        public nint Invoke(out Errno error)
        {
            LibC.flock_t copy = record;
            return LibC.fcntl(descriptor, command, &copy, out error);
        }
    }
}
