using Causeway.Sys;

namespace Causeway;

public readonly partial record struct SysVSharedMemory
{
    /// <summary>All segments of this IPC namespace with their state (shmctl(2), SHM_INFO and SHM_STAT_ANY), whoever may read them.</summary>
    /// <remarks>Each state is of its own moment; segments created or gone meanwhile may be missing.</remarks>
    /// <exception cref="SyscallException">ENOSYS: the kernel has no System V shared memory.</exception>
    public static unsafe IReadOnlyList<SysVSharedMemoryEntry> List()
    {
        var entries = new List<SysVSharedMemoryEntry>();
        int highest = SysVSharedMemoryLimits.Used(out _);
        for (int index = 0; index <= highest; index++)
        {
            LibC.shmid_ds status;
            int id = LibC.shmctl(index, LibC.SHM_STAT_ANY, &status);
            Errno error = Errno.Last;
            if (id >= 0)
                entries.Add(new SysVSharedMemoryEntry(new SysVSharedMemory(id), SysVSharedMemoryStatus.From(status)));
            else if (error != Errno.EINVAL && error != Errno.EIDRM)
                throw SyscallFailure.Create("shmctl(SHM_STAT_ANY)", $"index {index}", error);
        }

        return entries;
    }

    /// <summary>Which processes have the segment attached, from /proc/PID/maps, in the order of their ids.</summary>
    /// <remarks>
    /// As far as this user may see: another user's processes only with CAP_SYS_PTRACE, and none of another PID namespace; the
    /// status's attach count tells how many attachments there are in all. A moment's view: processes come and go. A process that
    /// left the IPC namespace with the segment attached is not seen.
    /// </remarks>
    public IReadOnlyList<SysVSharedMemoryUser> GetUsers() => SysVSharedMemoryUsers.Of(Id);
}
