using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>pread(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint pread(SafeFileDescriptor descriptor, byte* buffer, nuint count, long offset);
}
