using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>Of a message, answers the whole length and not only what the buffer took.</summary>
    public const int MSG_TRUNC = 0x20;

    /// <summary>recvfrom(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint recvfrom(SafeFileDescriptor socket, byte* buffer, nuint count, int flags, byte* address, uint* addressBytes);
}
