using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const uint FUTEX_32 = 2;
    public const int FUTEX_WAITV_MAX = 128;

    public static readonly PerArchitecture SYS_futex_waitv = new(X64: 449, Arm64: 449);

    /// <summary>struct futex_waitv.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct futex_waitv_t
    {
        public ulong val;
        public ulong uaddr;
        public uint flags;
        private readonly uint __reserved;
    }

    /// <summary>futex_waitv, of Linux 5.16: waits for any, until an absolute time of the clock. ENOSYS on older kernels.</summary>
    public static int futex_waitv(futex_waitv_t* waiters, uint count, timespec* until, int clock, out Errno error)
    {
        nint result = syscall_hot(SYS_futex_waitv, (nint)waiters, (nint)count, 0, (nint)until, clock, 0);
        error = Errno.Of(result);
        return (int)result;
    }
}
