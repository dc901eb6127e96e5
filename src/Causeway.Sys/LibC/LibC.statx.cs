using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int AT_FDCWD = -100;
    public const int AT_SYMLINK_NOFOLLOW = 0x100;
    public const int AT_EMPTY_PATH = 0x1000;
    public const int AT_NO_AUTOMOUNT = 0x800;
    public const int AT_STATX_DONT_SYNC = 0x4000;
    public const uint STATX_TYPE = 0x1;
    public const uint STATX_MODE = 0x2;
    public const uint STATX_NLINK = 0x4;
    public const uint STATX_UID = 0x8;
    public const uint STATX_INO = 0x100;
    public const uint STATX_SIZE = 0x200;
    public const uint STATX_BASIC_STATS = 0x7ff;
    public const ushort S_IFMT = 0xF000;
    public const ushort S_IFDIR = 0x4000;
    public const ushort S_IFREG = 0x8000;
    public const ushort S_IFCHR = 0x2000;
    public const ushort S_IFIFO = 0x1000;
    public const ushort S_IFSOCK = 0xC000;

    public static readonly PerArchitecture SYS_statx = new(X64: 332, Arm64: 291);

    /// <summary>The part of struct statx that is used here. Unlike struct stat it is the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct statx_t
    {
        [FieldOffset(0)] public uint stx_mask;
        [FieldOffset(4)] public uint stx_blksize;
        [FieldOffset(16)] public uint stx_nlink;
        [FieldOffset(20)] public uint stx_uid;
        [FieldOffset(24)] public uint stx_gid;
        [FieldOffset(28)] public ushort stx_mode;
        [FieldOffset(32)] public ulong stx_ino;
        [FieldOffset(40)] public ulong stx_size;
        [FieldOffset(48)] public ulong stx_blocks;
        [FieldOffset(136)] public uint stx_dev_major;
        [FieldOffset(140)] public uint stx_dev_minor;
    }

    /// <summary>statx(2) of a descriptor. musl before 1.2.5 has no wrapper.</summary>
    public static int statx(SafeFileDescriptor descriptor, statx_t* status)
    {
        byte empty = 0;
        return (int)syscall(SYS_statx, descriptor, (nint)(&empty), AT_EMPTY_PATH, (nint)STATX_BASIC_STATS, (nint)status);
    }

    /// <summary>statx(2) for hot paths, of a name that ends with a NUL; a link at its end is followed unless the flags say otherwise.</summary>
    public static int statx(int directory, byte* path, int flags, uint mask, statx_t* status, out Errno error)
    {
        nint result = syscall_hot(SYS_statx, directory, (nint)path, flags, (nint)mask, (nint)status, 0);
        error = Errno.Of(result);
        return (int)result;
    }

    /// <summary>statx(2) of a path, not following a symbolic link at its end.</summary>
    public static int statx(string path, statx_t* status)
    {
        fixed (byte* bytes = System.Text.Encoding.UTF8.GetBytes(path + '\0'))
            return (int)syscall(SYS_statx, AT_FDCWD, (nint)bytes, AT_SYMLINK_NOFOLLOW, (nint)STATX_BASIC_STATS, (nint)status);
    }

    /// <summary>statx(2) of a name in a directory, not following a symbolic link at its end.</summary>
    public static int statx(SafeFileDescriptor directory, string path, statx_t* status)
    {
        fixed (byte* bytes = System.Text.Encoding.UTF8.GetBytes(path + '\0'))
            return (int)syscall(SYS_statx, directory, (nint)bytes, AT_SYMLINK_NOFOLLOW, (nint)STATX_BASIC_STATS, (nint)status);
    }
}
