using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int LOCK_SH = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;
    public const int LOCK_UN = 8;

    /// <summary>flock(2). Takes no timeout.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int flock(SafeFileDescriptor descriptor, int operation);
}
