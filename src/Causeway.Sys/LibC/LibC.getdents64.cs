namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public static readonly PerArchitecture SYS_getdents64 = new(X64: 217, Arm64: 61);

    /// <summary>offsetof(struct linux_dirent64, d_reclen), an unsigned short: the bytes to the next entry.</summary>
    public const int DIRENT64_RECLEN_OFFSET = 16;

    /// <summary>offsetof(struct linux_dirent64, d_type), a byte.</summary>
    public const int DIRENT64_TYPE_OFFSET = 18;

    /// <summary>DT_UNKNOWN and its like of d_type: the type of a file's mode, shifted by so many bits (IFTODT).</summary>
    public const byte DT_UNKNOWN = 0;
    public const byte DT_FIFO = 1;
    public const byte DT_DIR = 4;
    public const byte DT_LNK = 10;
    public const byte DT_SOCK = 12;
    public const int DT_SHIFT = 12;

    /// <summary>offsetof(struct linux_dirent64, d_name), which ends with a NUL.</summary>
    public const int DIRENT64_NAME_OFFSET = 19;

    /// <summary>getdents64(2): entries of a directory as they fit; 0 at its end. The C library's header declares no struct for it.</summary>
    public static nint getdents64(int directory, byte* entries, nuint bytes, out Errno error)
    {
        nint result = syscall_hot(SYS_getdents64, directory, (nint)entries, (nint)bytes, 0, 0, 0);
        error = Errno.Of(result);
        return result;
    }
}
