using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int WNOTHREAD = 0x20000000;
    public const int WALL = 0x40000000;
    public const int WCLONE = unchecked((int)0x80000000);

    /// <summary>wait4(2) without the usage.</summary>
    public static int wait4(int processId, out int status, int options, out Errno error)
    {
        int found = 0;
        int result = wait4(processId, &found, options, usage: 0);
        error = Errno.Of(result);
        status = found;
        return result;
    }

    [LibraryImport(Library)]
    private static partial int wait4(int processId, int* status, int options, nint usage);
}
