using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>semget(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int semget(int key, int count, int flags);
}
