using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>Huge pages.</summary>
    public const int SHM_HUGETLB = 0x800;

    /// <summary>shmget(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int shmget(int key, nuint bytes, int flags);
}
