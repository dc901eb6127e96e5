using Causeway.Sys;

namespace Causeway;

public readonly partial record struct SysVSemaphoreSet
{
    /// <summary>All sets of this IPC namespace with their state (semctl(2), SEM_INFO and SEM_STAT_ANY), whoever may read them.</summary>
    /// <remarks>Each state is of its own moment; sets created or removed meanwhile may be missing.</remarks>
    /// <exception cref="SyscallException">ENOSYS: the kernel has no System V semaphores.</exception>
    public static unsafe IReadOnlyList<SysVSemaphoreSetEntry> List()
    {
        var entries = new List<SysVSemaphoreSetEntry>();
        byte* status = stackalloc byte[LibC.SEMID_DS_SIZE];
        int highest = SysVSemaphoreLimits.Info(out _);
        for (int index = 0; index <= highest; index++)
        {
            int id = LibC.semctl(index, 0, LibC.SEM_STAT_ANY, (nint)status);
            Errno error = Errno.Last;
            if (id >= 0)
                entries.Add(new SysVSemaphoreSetEntry(new SysVSemaphoreSet(id), SysVSemaphoreSetStatus.From(status)));
            else if (error != Errno.EINVAL && error != Errno.EIDRM)
                throw SyscallFailure.Create("semctl(SEM_STAT_ANY)", $"index {index}", error);
        }

        return entries;
    }
}
