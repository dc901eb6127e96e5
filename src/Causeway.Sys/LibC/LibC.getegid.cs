using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>getegid(2): never fails.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial uint getegid();
}
