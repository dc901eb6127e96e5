using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>The umask and the working directory.</summary>
    public const int CLONE_FS = 0x200;

    /// <summary>unshare(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int unshare(int flags);
}
