using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>Descriptors (unix(7)).</summary>
    public const int SCM_RIGHTS = 1;

    /// <summary>A <see cref="ucred"/>.</summary>
    public const int SCM_CREDENTIALS = 2;

    /// <summary>A pidfd of the sender; kernel 6.5.</summary>
    public const int SCM_PIDFD = 4;

    /// <summary>struct cmsghdr, the head of one piece of control data. musl's length has half the size and padding behind.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct cmsghdr
    {
        public nuint cmsg_len;
        public int cmsg_level;
        public int cmsg_type;
    }

    /// <summary>The bytes of a head and its data (cmsg(3)).</summary>
    public static int CMSG_LEN(int dataBytes) => sizeof(cmsghdr) + dataBytes;

    /// <summary>The same, rounded up to where the next head stands.</summary>
    public static int CMSG_SPACE(int dataBytes) => (CMSG_LEN(dataBytes) + sizeof(nuint) - 1) & -sizeof(nuint);
}
