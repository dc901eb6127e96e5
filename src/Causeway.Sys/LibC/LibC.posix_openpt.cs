using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>posix_openpt(3): the master of a new pseudo-terminal.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int posix_openpt(int flags);
}
