using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>What the machine and this process's user may have of POSIX message queues (mq_overview(7), getrlimit(2)).</summary>
/// <param name="MaxMessages">msg_max: the most messages that a queue may be created for.</param>
/// <param name="MaxMessageBytes">msgsize_max: the longest message, in bytes, that a queue may be created for.</param>
/// <param name="MaxQueues">queues_max: the most queues in this IPC namespace.</param>
/// <param name="DefaultMessages">msg_default: the messages of a queue created without saying.</param>
/// <param name="DefaultMessageBytes">msgsize_default: the bytes of a message of a queue created without saying.</param>
/// <param name="MaxUserBytes">RLIMIT_MSGQUEUE: the bytes that all queues of this process's user may take; null without limit.</param>
public sealed record PosixMessageQueueLimits(int MaxMessages, int MaxMessageBytes, int MaxQueues, int DefaultMessages, int DefaultMessageBytes, long? MaxUserBytes)
{
    /// <summary>Reads them as they are now, from /proc/sys/fs/mqueue and getrlimit(2).</summary>
    /// <exception cref="IOException">/proc is not mounted, or the kernel has no POSIX message queues.</exception>
    public static unsafe PosixMessageQueueLimits Read()
    {
        LibC.rlimit limit;
        int result = LibC.getrlimit(LibC.RLIMIT_MSGQUEUE, &limit);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("getrlimit", "RLIMIT_MSGQUEUE", error);
        return new PosixMessageQueueLimits(Setting("msg_max"), Setting("msgsize_max"), Setting("queues_max"),
            Setting("msg_default"), Setting("msgsize_default"), limit.rlim_cur == LibC.RLIM_INFINITY ? null : (long)limit.rlim_cur);
    }

    private static int Setting(string name) => int.Parse(File.ReadAllText("/proc/sys/fs/mqueue/" + name).AsSpan().Trim(), CultureInfo.InvariantCulture);
}
