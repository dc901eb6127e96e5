namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int SYS_pidfd_send_signal = 424;

    /// <summary>Linux 6.9: to the process group of the process, EINVAL before.</summary>
    public const uint PIDFD_SIGNAL_PROCESS_GROUP = 4;

    /// <summary>Whether the kernel is not known to lack <see cref="PIDFD_SIGNAL_PROCESS_GROUP"/>. Tests turn it off.</summary>
    public static bool HasProcessGroupSignal { get; set; } = true;

    /// <summary>pidfd_send_signal(2) without a payload.</summary>
    public static int pidfd_send_signal(SafeFileDescriptor processDescriptor, int signal, uint flags) =>
        (int)syscall(SYS_pidfd_send_signal, processDescriptor, signal, 0, (nint)flags);

    /// <summary>The same with a payload.</summary>
    public static int pidfd_send_signal(SafeFileDescriptor processDescriptor, int signal, siginfo_t* info) =>
        (int)syscall(SYS_pidfd_send_signal, processDescriptor, signal, (nint)info, 0);
}
