using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>Huge pages.</summary>
    public const int SHM_HUGETLB = 0x800;

    /// <summary>Where the binary logarithm of a huge page's size stands in the flags; 0 there is the usual size.</summary>
    public const int SHM_HUGE_SHIFT = 26;

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
