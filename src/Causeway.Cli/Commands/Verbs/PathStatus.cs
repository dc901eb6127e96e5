using Causeway.Sys;

namespace Causeway.Cli.Commands.Verbs;

/// <summary>What is at a path, a symbolic link itself included (statx(2)).</summary>
internal readonly record struct PathStatus(ushort Kind, UnixFileMode Mode, uint Owner, uint Group)
{
    private const ushort Permissions = 0xFFF;

    public bool IsFifo => Kind == LibC.S_IFIFO;

    public bool IsSocket => Kind == LibC.S_IFSOCK;

    /// <summary>What is there; null where nothing is.</summary>
    /// <exception cref="SyscallException">It cannot be told.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: a directory of the path may not be searched.</exception>
    public static unsafe PathStatus? Of(string path)
    {
        LibC.statx_t status;
        int result = LibC.statx(path, &status);
        Errno error = Errno.Last;
        if (result == 0)
            return new PathStatus((ushort)(status.stx_mode & LibC.S_IFMT), (UnixFileMode)(status.stx_mode & Permissions), status.stx_uid, status.stx_gid);
        return error == Errno.ENOENT ? null : throw SyscallFailure.Opening("statx", path, error);
    }
}
