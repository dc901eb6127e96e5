using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int P_PID = 1;
    public const int P_PIDFD = 3;
    public const int WNOHANG = 1;
    public const int WSTOPPED = 2;
    public const int WEXITED = 4;
    public const int WCONTINUED = 8;
    public const int CLD_EXITED = 1;
    public const int CLD_KILLED = 2;
    public const int CLD_DUMPED = 3;
    public const int CLD_STOPPED = 5;
    public const int CLD_CONTINUED = 6;

    public static readonly PerArchitecture SYS_waitid = new(X64: 247, Arm64: 95);

    /// <summary>The parts of siginfo_t that waitid(2) fills and that come with a sent signal or a fault, in its 128 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    public struct siginfo_t
    {
        [FieldOffset(0)] public int si_signo;
        [FieldOffset(4)] public int si_errno;
        [FieldOffset(8)] public int si_code;
        [FieldOffset(16)] public int si_pid;
        [FieldOffset(20)] public uint si_uid;
        [FieldOffset(20)] public int si_overrun;
        [FieldOffset(24)] public int si_status;
        [FieldOffset(24)] public nint si_value;
        [FieldOffset(16)] public nint si_addr;
    }

    /// <summary>waitid(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int waitid(int idType, int id, siginfo_t* info, int options);

    /// <summary>struct rusage, with the room that musl adds to it.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 272)]
    public struct rusage
    {
        public timeval ru_utime;
        public timeval ru_stime;
        public long ru_maxrss;
        public long ru_ixrss;
        public long ru_idrss;
        public long ru_isrss;
        public long ru_minflt;
        public long ru_majflt;
        public long ru_nswap;
        public long ru_inblock;
        public long ru_oublock;
        public long ru_msgsnd;
        public long ru_msgrcv;
        public long ru_nsignals;
        public long ru_nvcsw;
        public long ru_nivcsw;
    }

    /// <summary>struct timeval.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct timeval
    {
        public long tv_sec;
        public long tv_usec;
    }

    /// <summary>waitid(2) of one process by its pidfd, with the fifth argument that the system call has and the C library's does not.</summary>
    public static int waitid(SafeFileDescriptor processDescriptor, siginfo_t* info, int options, rusage* usage, out Errno error)
    {
        HandleHold hold = new(processDescriptor);
        nint result = syscall_hot(SYS_waitid, P_PIDFD, hold.Value, (nint)info, options, (nint)usage, 0);
        error = Errno.Of(result);
        hold.Dispose();
        return (int)result;
    }
}
