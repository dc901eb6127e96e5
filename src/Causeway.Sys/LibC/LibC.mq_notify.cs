using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int SIGEV_SIGNAL = 0;
    public const int SIGEV_NONE = 1;
    public const int SIGEV_THREAD = 2;

    /// <summary>The bytes that the kernel sends over a netlink socket in place of starting a thread; the last says why.</summary>
    public const int NOTIFY_COOKIE_LEN = 32;

    /// <summary>A message arrived in the empty queue.</summary>
    public const byte NOTIFY_WOKENUP = 1;

    /// <summary>The registration ended before one did.</summary>
    public const byte NOTIFY_REMOVED = 2;

    public static readonly PerArchitecture SYS_mq_notify = new(X64: 244, Arm64: 184);

    /// <summary>struct sigevent.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    public struct sigevent
    {
        [FieldOffset(0)] public nint sigev_value;
        [FieldOffset(8)] public int sigev_signo;
        [FieldOffset(12)] public int sigev_notify;
    }

    /// <summary>
    /// mq_notify(2), the kernel's own: with SIGEV_THREAD, sigev_signo is a netlink socket and sigev_value points to a
    /// cookie that comes back through it. The libraries' wrappers read that socket in a thread of theirs.
    /// </summary>
    public static int mq_notify(SafeFileDescriptor queue, sigevent* notification) => (int)syscall(SYS_mq_notify, queue, (nint)notification);
}
