namespace Causeway.Cli.Commands.Inspect.Limits;

/// <summary>Of POSIX queues.</summary>
internal static class QueueLimits
{
    /// <summary>fs.mqueue.msg_max and fs.mqueue.msgsize_max at the most (mq_overview(7)).</summary>
    private const long MostMessages = 65536;
    private const long MostMessageBytes = 16L << 20;

    /// <summary>What the kernel counts besides the bytes of messages (getrlimit(2), RLIMIT_MSGQUEUE): struct msg_msg, struct posix_msg_tree_node, MQ_PRIO_MAX.</summary>
    private const long MessageHead = 48;
    private const long PriorityNode = 48;
    private const long Priorities = 32768;

    public static IEnumerable<IpcLimit> Read(InspectionSnapshot snapshot)
    {
        if (KernelNumbers.TryRead(PosixMessageQueueLimits.Read) is not { } limits)
            yield break;
        uint own = IpcNamespace.Own();
        PosixQueueObject[] queues = [.. snapshot.Objects.OfType<PosixQueueObject>()];
        yield return IpcLimits.Setting("fs.mqueue.queues_max", "POSIX queues", "queues", queues.Count(one => one.Namespace == own && !one.IsDeleted), limits.MaxQueues);
        yield return IpcLimits.Setting("fs.mqueue.msg_max", "a POSIX queue", "messages", use: null, limits.MaxMessages, MostMessages);
        yield return IpcLimits.Setting("fs.mqueue.msgsize_max", "a POSIX message", "bytes", use: null, limits.MaxMessageBytes, MostMessageBytes);
        foreach (IGrouping<uint, PosixQueueObject> user in queues.Where(static one => one is { UserId: not null, Status: not null }).GroupBy(static one => one.UserId!.Value).OrderBy(static user => user.Key))
            yield return OfUser(user.Key, user.Sum(static one => Bytes(one.Status!.Value)), limits.MaxUserBytes);
        if (queues.Length == 0)
            yield return OfUser(Causeway.Sys.LibC.geteuid(), 0, limits.MaxUserBytes);
    }

    /// <summary>What a queue takes of its creator's limit, whatever is in it.</summary>
    internal static long Bytes(PosixMessageQueueStatus status) =>
        status.MaxMessages * (MessageHead + status.MaxMessageBytes) + Math.Min(status.MaxMessages, Priorities) * PriorityNode;

    /// <summary>Each process has a limit for the queues of its user; here it is that of this one.</summary>
    private static IpcLimit OfUser(uint user, long bytes, long? most) => new("RLIMIT_MSGQUEUE", "POSIX queues of a user", bytes, most,
        most is { } limit ? IpcLimits.Text($"ulimit -q {limit * 2}, or LimitMSGQUEUE={limit * 2} of the service") : null) { Unit = "bytes", Whose = UserNames.Of(user) };
}
