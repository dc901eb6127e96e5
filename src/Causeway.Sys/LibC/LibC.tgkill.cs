namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public static readonly PerArchitecture SYS_tgkill = new(X64: 234, Arm64: 131);

    /// <summary>tgkill(2): a signal to one thread of one process.</summary>
    public static int tgkill(int processId, int threadId, int signal) => (int)syscall(SYS_tgkill, processId, threadId, signal);
}
