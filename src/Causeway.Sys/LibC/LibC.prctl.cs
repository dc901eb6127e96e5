using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int PR_SET_CHILD_SUBREAPER = 36;
    public const int PR_GET_CHILD_SUBREAPER = 37;

    /// <summary>prctl(2). Variadic in C; the arguments are passed like fixed ones on every supported architecture.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int prctl(int option, nint a2, nint a3, nint a4, nint a5);
}
