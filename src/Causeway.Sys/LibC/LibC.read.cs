using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>read(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint read(SafeFileDescriptor descriptor, byte* buffer, nuint count);
}
