using Causeway.Sys;

namespace Causeway;

/// <summary>Which file it is, whatever its name: device and inode.</summary>
internal readonly record struct FileIdentity(uint Major, uint Minor, ulong Inode, ushort Type)
{
    /// <summary>The file at the path, a symbolic link itself included; null where there is none that can be seen.</summary>
    public static unsafe FileIdentity? At(string path)
    {
        LibC.statx_t status;
        return LibC.statx(path, &status) == 0 ? Of(status) : null;
    }

    /// <summary>The open file.</summary>
    public static unsafe FileIdentity Of(SafeFileDescriptor descriptor, string name)
    {
        LibC.statx_t status;
        int result = LibC.statx(descriptor, &status);
        Errno error = Errno.Last;
        return result == 0 ? Of(status) : throw SyscallFailure.Create("statx", name, error);
    }

    /// <summary>The file that statx(2) told of.</summary>
    public static FileIdentity Of(LibC.statx_t status) =>
        new(status.stx_dev_major, status.stx_dev_minor, status.stx_ino, (ushort)(status.stx_mode & LibC.S_IFMT));
}
