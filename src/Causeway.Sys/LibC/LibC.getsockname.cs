using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>getsockname(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockname(SafeFileDescriptor socket, byte* address, uint* addressBytes);
}
