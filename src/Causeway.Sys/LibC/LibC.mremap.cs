using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int MREMAP_MAYMOVE = 1;

    /// <summary>mremap(2). Variadic in C for an address that is not given here.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint mremap(nint address, nuint oldLength, nuint newLength, int flags);
}
