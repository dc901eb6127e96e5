using Causeway.Sys;

namespace Causeway;

/// <summary>What this IPC namespace may have of System V queues and what it has (msgctl(2), MSG_INFO). Works without /proc.</summary>
/// <param name="MaxMessageBytes">msgmax: the longest message; sysctl kernel.msgmax.</param>
/// <param name="DefaultCapacityBytes">msgmnb: the capacity of a new queue, and the most it can be changed to without CAP_SYS_RESOURCE; sysctl kernel.msgmnb.</param>
/// <param name="MaxQueues">msgmni: the most queues; sysctl kernel.msgmni.</param>
/// <param name="Queues">The queues there are.</param>
/// <param name="Messages">The messages in all of them.</param>
/// <param name="Bytes">The bytes of those messages.</param>
public sealed record SysVMessageQueueLimits(int MaxMessageBytes, int DefaultCapacityBytes, int MaxQueues, int Queues, int Messages, int Bytes)
{
    /// <summary>Reads them as they are now.</summary>
    /// <exception cref="SyscallException">ENOSYS: the kernel has no System V queues.</exception>
    public static SysVMessageQueueLimits Read()
    {
        Info(out LibC.msginfo info);
        return new SysVMessageQueueLimits(info.msgmax, info.msgmnb, info.msgmni, info.msgpool, info.msgmap, info.msgtql);
    }

    /// <summary>The limits and totals; answers the highest index in use.</summary>
    internal static unsafe int Info(out LibC.msginfo info)
    {
        fixed (LibC.msginfo* start = &info)
        {
            int result = LibC.msgctl(0, LibC.MSG_INFO, start);
            Errno error = Errno.Last;
            return result >= 0 ? result : throw SyscallFailure.Create("msgctl(MSG_INFO)", objectName: null, error);
        }
    }
}
