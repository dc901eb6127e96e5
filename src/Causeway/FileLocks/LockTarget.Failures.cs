using Causeway.Sys;

namespace Causeway;

/// <content>What a file that cannot be locked is told as.</content>
internal sealed partial class LockTarget
{
    private static InvalidOperationException Refusal(string name, bool posix) => new(posix
        ? $"\"{name}\": this process has it open for locks already, and POSIX record locks go when any descriptor of the file is closed; share the one object, or use RecordLockKind.OpenFileDescription"
        : $"\"{name}\": this process has POSIX record locks on it, which go when any descriptor of the file is closed; lock a file of its own, or lock over the descriptor that is open already");

    private static Exception OpenFailure(string path, Errno error) => SyscallFailure.Opening("open", path, error,
        error == Errno.ENOENT ? "create it with OpenOrCreate, or its directory first"
        : error == Errno.EACCES ? "its owner must let this user open it so: shared record locks need read access, exclusive ones write access"
        : error == Errno.EISDIR ? "a directory opens with FileAccess.Read alone"
        : null);

    private static Exception CreateFailure(string path, Errno error) => SyscallFailure.Opening("open(O_CREAT)", path, error,
        error == Errno.EEXIST ? "use Open or OpenOrCreate"
        : error == Errno.ENOENT ? "create its directory first"
        : error == Errno.EACCES ? "the directory must be writable for this user"
        : null);

    /// <summary>O_EXCL follows no link, so that nothing comes to be behind one.</summary>
    private static SyscallException DanglingFailure(string path) => SyscallFailure.Create(
        "open(O_CREAT)", path, Errno.ENOENT, "a symbolic link is there that leads nowhere: create what it is to lead to, or delete it");
}
