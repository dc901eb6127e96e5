using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int FALLOC_FL_KEEP_SIZE = 1;
    public const int FALLOC_FL_PUNCH_HOLE = 2;

    /// <summary>fallocate(2). Mode 0 reserves, and lengthens the file where it is shorter.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int fallocate(SafeFileDescriptor descriptor, int mode, long offset, long length);
}
