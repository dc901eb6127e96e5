using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int MS_ASYNC = 1;
    public const int MS_SYNC = 4;

    /// <summary>msync(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int msync(nint address, nuint length, int flags);
}
