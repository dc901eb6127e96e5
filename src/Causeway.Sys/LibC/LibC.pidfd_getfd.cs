namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int SYS_pidfd_getfd = 438;

    /// <summary>pidfd_getfd(2): a duplicate of another process's descriptor, always close-on-exec.</summary>
    public static int pidfd_getfd(SafeFileDescriptor process, int descriptor, uint flags) =>
        (int)syscall(SYS_pidfd_getfd, process, descriptor, (nint)flags);

    /// <summary>The same for hot paths, of a number that the caller owns (<see cref="RawDescriptor"/>).</summary>
    public static int pidfd_getfd(int process, int descriptor, uint flags, out Errno error)
    {
        nint result = syscall_hot(SYS_pidfd_getfd, process, descriptor, (nint)flags, 0, 0, 0);
        error = Errno.Of(result);
        return (int)result;
    }
}
