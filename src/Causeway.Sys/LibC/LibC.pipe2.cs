using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>What a write of at most this many bytes to a pipe is: atomic.</summary>
    public const int PIPE_BUF = 4096;

    /// <summary>pipe2(2). Fills two descriptors: the read end, then the write end.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int pipe2(int* descriptors, int flags);
}
