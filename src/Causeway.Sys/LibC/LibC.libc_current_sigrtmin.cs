using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>SIGRTMIN: 34 in glibc, 35 in musl, which keep what is below to themselves.</summary>
    [LibraryImport(Library, EntryPoint = "__libc_current_sigrtmin")]
    public static partial int libc_current_sigrtmin();
}
