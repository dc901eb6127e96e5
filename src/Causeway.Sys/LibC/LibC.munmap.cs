using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>munmap(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int munmap(nint address, nuint length);
}
