using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>accept4(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int accept4(SafeFileDescriptor socket, byte* address, uint* addressBytes, int flags);
}
