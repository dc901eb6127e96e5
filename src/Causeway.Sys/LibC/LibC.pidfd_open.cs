namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int SYS_pidfd_open = 434;

    /// <summary>pidfd_open(2). The descriptor is always close-on-exec.</summary>
    public static int pidfd_open(int processId, uint flags) => (int)syscall(SYS_pidfd_open, processId, (nint)flags);
}
