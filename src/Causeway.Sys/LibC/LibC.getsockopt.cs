using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int SOL_SOCKET = 1;
    public const int SO_TYPE = 3;
    public const int SO_SNDBUF = 7;
    public const int SO_PEERCRED = 17;
    public const int SO_RCVTIMEO = 20;
    public const int SO_SNDTIMEO = 21;
    public const int SO_ACCEPTCONN = 30;
    public const int SO_DOMAIN = 39;
    public const int SO_PEERGROUPS = 59;

    /// <summary>Kernel 6.5.</summary>
    public const int SO_PEERPIDFD = 77;

    /// <summary>struct ucred.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ucred
    {
        public int pid;
        public uint uid;
        public uint gid;
    }

    /// <summary>getsockopt(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockopt(SafeFileDescriptor socket, int level, int option, void* value, uint* valueBytes);
}
