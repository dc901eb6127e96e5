using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>close(2). Linux frees the descriptor even when it answers EINTR, so it is never called twice.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int close(int descriptor);
}
