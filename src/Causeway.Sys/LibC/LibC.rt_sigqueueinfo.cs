namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public static readonly PerArchitecture SYS_rt_sigqueueinfo = new(X64: 129, Arm64: 138);

    /// <summary>rt_sigqueueinfo(2): what sigqueue(3) calls.</summary>
    public static int rt_sigqueueinfo(int processId, int signal, siginfo_t* info, out Errno error)
    {
        nint result = syscall_hot(SYS_rt_sigqueueinfo, processId, signal, (nint)info, 0, 0, 0);
        error = Errno.Of(result);
        return (int)result;
    }
}
