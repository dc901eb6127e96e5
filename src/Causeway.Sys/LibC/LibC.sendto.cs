using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int MSG_DONTWAIT = 0x40;
    public const int MSG_NOSIGNAL = 0x4000;

    /// <summary>sendto(2).</summary>
    public static nint sendto(SafeFileDescriptor socket, byte* buffer, nuint count, int flags, byte* address, uint addressBytes, out Errno error)
    {
        // Without using: in a try region the compiler would not inline the call.
        HandleHold hold = new(socket);
        nint result = sendto((int)hold.Value, buffer, count, flags, address, addressBytes);
        error = Errno.Of(result);
        hold.Dispose();
        return result;
    }

    [LibraryImport(Library)]
    private static partial nint sendto(int socket, byte* buffer, nuint count, int flags, byte* address, uint addressBytes);
}
