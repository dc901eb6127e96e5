using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>Huge pages. Their size stands in the flags as in those of mmap(2).</summary>
    public const int SHM_HUGETLB = 0x800;

    /// <summary>shmget(2).</summary>
    public static int shmget(int key, nuint bytes, int flags, out Errno error)
    {
        int result = shmget(key, bytes, flags);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library)]
    private static partial int shmget(int key, nuint bytes, int flags);
}
