using Causeway.Sys;

namespace Causeway;

public readonly partial record struct SysVMessageQueue
{
    /// <summary>All queues of this IPC namespace with their state (msgctl(2), MSG_INFO and MSG_STAT_ANY), whoever may read them.</summary>
    /// <remarks>Each state is of its own moment; queues created or removed meanwhile may be missing.</remarks>
    /// <exception cref="SyscallException">ENOSYS: the kernel has no System V queues.</exception>
    public static unsafe IReadOnlyList<SysVMessageQueueEntry> List()
    {
        var entries = new List<SysVMessageQueueEntry>();
        int highest = SysVMessageQueueLimits.Info(out _);
        for (int index = 0; index <= highest; index++)
        {
            LibC.msqid_ds status;
            int id = LibC.msgctl(index, LibC.MSG_STAT_ANY, &status);
            Errno error = Errno.Last;
            if (id >= 0)
                entries.Add(new SysVMessageQueueEntry(new SysVMessageQueue(id), SysVMessageQueueStatus.From(status)));
            else if (error != Errno.EINVAL && error != Errno.EIDRM)
                throw SyscallFailure.Create("msgctl(MSG_STAT_ANY)", $"index {index}", error);
        }

        return entries;
    }
}
