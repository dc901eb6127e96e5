using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int P_PID = 1;
    public const int P_PIDFD = 3;
    public const int WNOHANG = 1;
    public const int WEXITED = 4;
    public const int CLD_EXITED = 1;
    public const int CLD_KILLED = 2;
    public const int CLD_DUMPED = 3;
    public const int CLD_CONTINUED = 6;

    /// <summary>The parts of siginfo_t that waitid(2) fills and that come with a sent signal, in its 128 bytes.</summary>
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
    }

    /// <summary>waitid(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int waitid(int idType, int id, siginfo_t* info, int options);
}
