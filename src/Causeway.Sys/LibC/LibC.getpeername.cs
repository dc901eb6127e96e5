using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>getpeername(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int getpeername(SafeFileDescriptor socket, byte* address, uint* addressBytes);
}
