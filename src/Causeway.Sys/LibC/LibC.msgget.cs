using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>msgget(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int msgget(int key, int flags);
}
