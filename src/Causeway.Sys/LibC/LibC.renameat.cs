using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>renameat(2): each path from its directory unless it is absolute. What has the new name already is replaced.</summary>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int renameat(SafeFileDescriptor oldDirectory, string oldPath, SafeFileDescriptor newDirectory, string newPath);
}
