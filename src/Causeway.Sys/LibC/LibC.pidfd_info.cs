using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>ioctl of a pidfd, Linux 6.13, with the struct's first published size.</summary>
    public const uint PIDFD_GET_INFO = 0xC040FF0B;

    /// <summary>The exit status, kept once the process is reaped: Linux 6.15.</summary>
    public const ulong PIDFD_INFO_EXIT = 8;

    /// <summary>Whether the kernel is not known to lack <see cref="PIDFD_GET_INFO"/>. Tests turn it off.</summary>
    public static bool HasPidfdInfo { get; set; } = true;

    /// <summary>struct pidfd_info, as first published.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct pidfd_info
    {
        public ulong mask;
        public ulong cgroupid;
        public uint pid;
        public uint tgid;
        public uint ppid;
        public uint ruid;
        public uint rgid;
        public uint euid;
        public uint egid;
        public uint suid;
        public uint sgid;
        public uint fsuid;
        public uint fsgid;
        public int exit_code;
    }
}
