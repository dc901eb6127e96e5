using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>pwrite(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint pwrite(SafeFileDescriptor descriptor, byte* buffer, nuint count, long offset);
}
