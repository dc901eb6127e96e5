using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Causeway.Sys;

/// <summary>
/// The C library's calls, each in a file of its own with its flags and its structs. No policy: no retry, no
/// exception, no name of ours. Names are C's.
/// </summary>
/// <remarks>
/// Calls that some supported C library has no wrapper for go through <see cref="syscall(long, nint, nint, nint, nint, nint, nint)"/>.
/// Every constant and struct here stands in tests/Abi, where the C compilers check it.
/// </remarks>
internal static unsafe partial class LibC
{
    /// <summary>The name that the runtime resolves to glibc's libc.so.6 or to musl's libc.</summary>
    private const string Library = "libc";
}
