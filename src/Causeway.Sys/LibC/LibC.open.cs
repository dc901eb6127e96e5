using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_NOCTTY = 0x100;
    public const int O_TRUNC = 0x200;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int O_PATH = 0x200000;

    /// <summary>Packet mode of a pipe. arm64 exchanges these four among themselves.</summary>
    public static readonly PerArchitecture O_DIRECT = new(X64: 0x4000, Arm64: 0x10000);
    public static readonly PerArchitecture O_DIRECTORY = new(X64: 0x10000, Arm64: 0x4000);
    public static readonly PerArchitecture O_NOFOLLOW = new(X64: 0x20000, Arm64: 0x8000);
    public static readonly PerArchitecture O_TMPFILE = new(X64: 0x410000, Arm64: 0x404000);

    /// <summary>open(2). Variadic in C: the mode is passed like a fixed argument on every supported architecture.</summary>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags, uint mode);
}
