namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int SYS_pidfd_getfd = 438;

    /// <summary>pidfd_getfd(2): a duplicate of another process's descriptor, always close-on-exec.</summary>
    public static int pidfd_getfd(SafeFileDescriptor process, int descriptor, uint flags) =>
        (int)syscall(SYS_pidfd_getfd, process, descriptor, (nint)flags);
}
