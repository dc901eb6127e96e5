namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int SYS_pidfd_send_signal = 424;

    /// <summary>pidfd_send_signal(2) without a payload.</summary>
    public static int pidfd_send_signal(SafeFileDescriptor processDescriptor, int signal) =>
        (int)syscall(SYS_pidfd_send_signal, processDescriptor, signal);
}
