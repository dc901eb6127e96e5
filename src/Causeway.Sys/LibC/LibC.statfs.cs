using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const long MQUEUE_MAGIC = 0x19800202;
    public const long TMPFS_MAGIC = 0x01021994;

    /// <summary>statfs(2), of what a symbolic link leads to; nothing is opened.</summary>
    public static int statfs_of(byte* path, statfs* status, out Errno error)
    {
        int result = statfs_at(path, status);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library, EntryPoint = "statfs")]
    private static partial int statfs_at(byte* path, statfs* status);
}
