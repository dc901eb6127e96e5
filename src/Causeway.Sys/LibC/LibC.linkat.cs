using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int AT_SYMLINK_FOLLOW = 0x400;

    /// <summary>linkat(2) of paths, each from the current directory unless it is absolute.</summary>
    public static int linkat(string oldPath, string newPath, int flags) => linkat(AT_FDCWD, oldPath, AT_FDCWD, newPath, flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int linkat(int oldDirectory, string oldPath, int newDirectory, string newPath, int flags);
}
