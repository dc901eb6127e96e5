using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>shm_open(3).</summary>
    public static int shm_open(string name, int flags, uint mode, out Errno error)
    {
        int result = shm_open(name, flags, mode);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int shm_open(string name, int flags, uint mode);
}
