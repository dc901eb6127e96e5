using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int PROT_NONE = 0;
    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int PROT_EXEC = 4;
    public const int MAP_SHARED = 1;
    public const int MAP_PRIVATE = 2;
    public const int MAP_FIXED = 0x10;
    public const int MAP_ANONYMOUS = 0x20;
    public const int MAP_HUGETLB = 0x40000;

    /// <summary>Where the logarithm of the huge page size stands in the flags; the same for shmget(2) and memfd_create(2).</summary>
    public const int MAP_HUGE_SHIFT = 26;

    /// <summary>What mmap(2) answers when it fails.</summary>
    public const nint MAP_FAILED = -1;

    /// <summary>mmap(2) of a descriptor.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint mmap(nint address, nuint length, int protection, int flags, SafeFileDescriptor descriptor, long offset);

    /// <summary>mmap(2) of no file (MAP_ANONYMOUS, descriptor -1).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint mmap(nint address, nuint length, int protection, int flags, int descriptor, long offset);
}
