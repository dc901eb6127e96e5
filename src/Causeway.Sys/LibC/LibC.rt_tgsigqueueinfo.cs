namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public static readonly PerArchitecture SYS_rt_tgsigqueueinfo = new(X64: 297, Arm64: 240);

    /// <summary>rt_tgsigqueueinfo(2): the same to one thread of one process.</summary>
    public static int rt_tgsigqueueinfo(int processId, int threadId, int signal, siginfo_t* info) =>
        (int)syscall(SYS_rt_tgsigqueueinfo, processId, threadId, signal, (nint)info);
}
