using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>Of a message, answers the whole length and not only what the buffer took.</summary>
    public const int MSG_TRUNC = 0x20;

    /// <summary>recvfrom(2).</summary>
    public static nint recvfrom(SafeFileDescriptor socket, byte* buffer, nuint count, int flags, byte* address, uint* addressBytes, out Errno error)
    {
        // Without using: in a try region the compiler would not inline the call.
        HandleHold hold = new(socket);
        nint result = recvfrom((int)hold.Value, buffer, count, flags, address, addressBytes);
        error = Errno.Of(result);
        hold.Dispose();
        return result;
    }

    [LibraryImport(Library)]
    private static partial nint recvfrom(int socket, byte* buffer, nuint count, int flags, byte* address, uint* addressBytes);
}
