using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int AT_SYMLINK_FOLLOW = 0x400;

    /// <summary>linkat(2): each path from its directory unless it is absolute.</summary>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int linkat(SafeFileDescriptor oldDirectory, string oldPath, SafeFileDescriptor newDirectory, string newPath, int flags);
}
