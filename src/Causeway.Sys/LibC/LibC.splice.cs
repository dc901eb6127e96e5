using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const uint SPLICE_F_NONBLOCK = 2;

    /// <summary>splice(2). An offset of null is the descriptor's own position, or none: a pipe has none.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint splice(SafeFileDescriptor source, long* sourceOffset, SafeFileDescriptor target, long* targetOffset, nuint count, uint flags);
}
