using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>write(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint write(SafeFileDescriptor descriptor, byte* buffer, nuint count);
}
