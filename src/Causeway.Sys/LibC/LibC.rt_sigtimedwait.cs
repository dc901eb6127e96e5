namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public static readonly PerArchitecture SYS_rt_sigtimedwait = new(X64: 128, Arm64: 137);

    /// <summary>rt_sigtimedwait(2), the kernel's own: musl's wrapper goes on after EINTR, glibc's changes SI_TKILL to SI_USER.</summary>
    /// <param name="signals">Which: bit n-1 is signal n.</param>
    /// <param name="info">What is known of the one that was taken.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="error">EAGAIN: none came in time.</param>
    public static int rt_sigtimedwait(ulong* signals, siginfo_t* info, timespec* timeout, out Errno error)
    {
        // Last, how many bytes of a sigset_t the kernel reads.
        nint result = syscall_hot(SYS_rt_sigtimedwait, (nint)signals, (nint)info, (nint)timeout, sizeof(ulong), 0, 0);
        error = Errno.Of(result);
        return (int)result;
    }
}
