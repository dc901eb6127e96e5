using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int SHM_RDONLY = 0x1000;

    /// <summary>shmat(2). Answers -1 on failure.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint shmat(int id, nint address, int flags);
}
