namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int SYS_pidfd_open = 434;

    /// <summary>pidfd_open(2). The descriptor is always close-on-exec.</summary>
    public static int pidfd_open(int processId, uint flags) => (int)syscall(SYS_pidfd_open, processId, (nint)flags);

    /// <summary>The same for hot paths.</summary>
    public static int pidfd_open(int processId, uint flags, out Errno error)
    {
        nint result = syscall_hot(SYS_pidfd_open, processId, (nint)flags, 0, 0, 0, 0);
        error = Errno.Of(result);
        return (int)result;
    }
}
