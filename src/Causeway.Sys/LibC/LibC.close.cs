using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>close(2). Linux frees the descriptor even when it answers EINTR, so it is never called twice.</summary>
    public static int close(int descriptor, out Errno error)
    {
        int result = close(descriptor);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library)]
    private static partial int close(int descriptor);
}
