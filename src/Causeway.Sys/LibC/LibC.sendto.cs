using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int MSG_DONTWAIT = 0x40;
    public const int MSG_NOSIGNAL = 0x4000;

    /// <summary>sendto(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint sendto(SafeFileDescriptor socket, byte* buffer, nuint count, int flags, byte* address, uint addressBytes);
}
