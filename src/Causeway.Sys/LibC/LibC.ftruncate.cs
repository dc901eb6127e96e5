using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>ftruncate(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int ftruncate(SafeFileDescriptor descriptor, long length);
}
