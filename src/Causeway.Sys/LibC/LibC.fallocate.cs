using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>fallocate(2). Mode 0 reserves, and lengthens the file where it is shorter.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int fallocate(SafeFileDescriptor descriptor, int mode, long offset, long length);
}
