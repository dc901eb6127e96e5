using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int MSG_PEEK = 2;

    /// <summary>Control data was cut off, or descriptors in it could not be given to this process.</summary>
    public const int MSG_CTRUNC = 8;

    /// <summary>Received descriptors are close-on-exec.</summary>
    public const int MSG_CMSG_CLOEXEC = 0x40000000;

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct iovec
    {
        public byte* iov_base;
        public nuint iov_len;
    }

    /// <summary>struct msghdr. musl's lengths have half the size and padding behind, which is the same bytes on a little-endian machine.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct msghdr
    {
        public byte* msg_name;
        public uint msg_namelen;
        public iovec* msg_iov;
        public nuint msg_iovlen;
        public byte* msg_control;
        public nuint msg_controllen;
        public int msg_flags;
    }

    /// <summary>recvmsg(2).</summary>
    public static nint recvmsg(SafeFileDescriptor socket, msghdr* message, int flags, out Errno error)
    {
        // Without using: in a try region the compiler would not inline the call.
        HandleHold hold = new(socket);
        nint result = recvmsg((int)hold.Value, message, flags);
        error = Errno.Of(result);
        hold.Dispose();
        return result;
    }

    [LibraryImport(Library)]
    private static partial nint recvmsg(int socket, msghdr* message, int flags);
}
