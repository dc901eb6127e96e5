using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>mprotect(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int mprotect(nint address, nuint length, int protection);
}
