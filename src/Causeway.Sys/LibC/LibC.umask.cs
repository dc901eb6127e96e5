using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>umask(2): never fails. The umask belongs to all threads that share their file system state (CLONE_FS).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial uint umask(uint mask);
}
