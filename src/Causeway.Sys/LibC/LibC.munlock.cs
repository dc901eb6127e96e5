using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>munlock(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int munlock(nint address, nuint length);
}
