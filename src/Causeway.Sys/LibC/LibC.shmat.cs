using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int SHM_RDONLY = 0x1000;

    /// <summary>Rounds the address down to a page.</summary>
    public const int SHM_RND = 0x2000;

    /// <summary>Replaces what is mapped at the address.</summary>
    public const int SHM_REMAP = 0x4000;

    public const int SHM_EXEC = 0x8000;

    /// <summary>shmat(2). Answers -1 on failure.</summary>
    public static nint shmat(int id, nint address, int flags, out Errno error)
    {
        nint result = shmat(id, address, flags);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library)]
    private static partial nint shmat(int id, nint address, int flags);
}
