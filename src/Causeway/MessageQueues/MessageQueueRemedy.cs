using Causeway.Sys;

namespace Causeway.MessageQueues;

/// <summary>What to do about a failed mq_open(3): which limit was met, what it is now and how it is raised.</summary>
internal static class MessageQueueRemedy
{
    /// <summary>The kernel's book-keeping for one queue (getrlimit(2), RLIMIT_MSGQUEUE): a header for each message and up to this many tree nodes.</summary>
    private const int MaximumPriorities = 32768;
    private const int HeaderBytes = 48;
    private const int TreeNodeBytes = 48;

    /// <summary>The advice for opening an existing queue; null for the errno's own.</summary>
    public static string? OfOpen(Errno error) =>
        error == Errno.ENOENT ? "create it with PosixMessageQueue.Create"
        : error == Errno.EACCES ? "the queue's permissions do not let this user open it so"
        : null;

    /// <summary>The advice for creating a queue; null for the errno's own.</summary>
    public static string? OfCreate(Errno error, LibC.mq_attr attributes)
    {
        if (error == Errno.EEXIST)
            return "open it with PosixMessageQueue.Open, or delete it first with PosixMessageQueue.Delete";
        if (error == Errno.EMFILE && !CanOpenDescriptor())
            return "this process is at its descriptor limit: close descriptors or raise it (ulimit -n)";
        if (error != Errno.EMFILE && error != Errno.EINVAL && error != Errno.ENOSPC && error != Errno.ENOMEM)
            return null;
        if (TryReadLimits() is not { } limits)
            return "the limits cannot be read: mount /proc to see /proc/sys/fs/mqueue";
        if (error == Errno.EINVAL)
        {
            return $"asked for {Counted.Of(attributes.mq_maxmsg, "message")} of {Counted.Of(attributes.mq_msgsize, "byte")} while msg_max is {limits.MaxMessages} and msgsize_max {limits.MaxMessageBytes}: "
                + "ask for less, or raise them as root (sysctl fs.mqueue.msg_max=N fs.mqueue.msgsize_max=N)";
        }

        return error == Errno.ENOSPC
            ? $"queues_max, {limits.MaxQueues}, is reached: delete queues (/dev/mqueue lists them where it is mounted), or raise it as root (sysctl fs.mqueue.queues_max=N)"
            : $"this queue takes {Bytes(attributes, limits)} bytes and RLIMIT_MSGQUEUE gives the user's queues {limits.MaxUserBytes?.ToString() ?? "any number of"} together: "
                + "delete queues, ask for a smaller one, or raise it (ulimit -q BYTES; LimitMSGQUEUE= of a systemd unit)";
    }

    /// <summary>The advice for a message that is too long.</summary>
    public static string OfTooLong(int length, int maxMessageBytes) =>
        $"the message has {length} bytes and the queue takes {maxMessageBytes}: send it in parts, or create the queue for longer ones (msgsize_max is "
        + $"{TryReadLimits()?.MaxMessageBytes.ToString() ?? "unreadable"}: sysctl fs.mqueue.msgsize_max=N)";

    /// <summary>The advice for a queue at which somebody is registered for a notification.</summary>
    public static string OfBusy(SafeFileDescriptor queue, string name)
    {
        int? process = null;
        try
        {
            process = PosixMessageQueueStatus.Of(queue, name).NotificationProcessId;
        }
        catch (SyscallException)
        {
            // Opened to send only, it cannot be asked.
        }

        if (process == Environment.ProcessId)
            return "this process is registered already: await that one, or end it with CancelNotification";
        string who = process is { } other ? $"process {other}" : "another process or this one";
        return $"{who} is registered, and one at a time can be: wait until it was notified or ends, or receive with ReceiveAsync, which needs no registration";
    }

    /// <summary>What the kernel counts for a queue of these attributes; zeros stand for the machine's defaults.</summary>
    private static long Bytes(LibC.mq_attr attributes, PosixMessageQueueLimits limits)
    {
        long messages = attributes.mq_maxmsg > 0 ? attributes.mq_maxmsg : limits.DefaultMessages;
        long messageBytes = attributes.mq_msgsize > 0 ? attributes.mq_msgsize : limits.DefaultMessageBytes;
        return (messages * (messageBytes + HeaderBytes)) + (Math.Min(messages, MaximumPriorities) * TreeNodeBytes);
    }

    /// <summary>EMFILE of mq_open(3) means one of two limits: whether a descriptor is to be had tells which.</summary>
    private static bool CanOpenDescriptor()
    {
        int probe = LibC.eventfd(0, LibC.EFD_CLOEXEC);
        if (probe < 0)
            return false;
        new SafeFileDescriptor(probe).Dispose();
        return true;
    }

    private static PosixMessageQueueLimits? TryReadLimits()
    {
        try
        {
            return PosixMessageQueueLimits.Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They only complete a message about something else, which must not be lost for them.
            return null;
        }
    }
}
