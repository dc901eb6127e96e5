using Causeway.Sys;

namespace Causeway;

public readonly partial record struct SysVSharedMemory
{
    /// <summary>Reads the segment's state (shmctl(2), IPC_STAT).</summary>
    /// <exception cref="SyscallException">EINVAL: no such segment. EACCES: no read permission.</exception>
    public SysVSharedMemoryStatus GetStatus() => SysVSharedMemoryStatus.From(Stat());

    /// <summary>Changes whose the segment is and who may use it (shmctl(2), IPC_SET); what is null stays. Attachments stay as they are.</summary>
    /// <param name="mode">Who may attach it from now on.</param>
    /// <param name="userId">The new owner.</param>
    /// <param name="groupId">The new owning group.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mode"/> has other bits than permissions.</exception>
    /// <exception cref="SyscallException">EPERM: neither owner nor creator. EINVAL: no such segment, or no such user or group in this user namespace. EACCES: no read permission.</exception>
    public unsafe void Change(UnixFileMode? mode = null, uint? userId = null, uint? groupId = null)
    {
        int? modeFlags = mode is { } wanted ? SysVArguments.ModeFlags(wanted, executable: true) : null;
        LibC.shmid_ds status = Stat();
        status.shm_perm.mode = (uint?)modeFlags ?? status.shm_perm.mode;
        status.shm_perm.uid = userId ?? status.shm_perm.uid;
        status.shm_perm.gid = groupId ?? status.shm_perm.gid;
        int result = LibC.shmctl(Id, LibC.IPC_SET, &status);
        Errno error = Errno.Last;
        if (result == 0)
            return;
        bool hasNewOwner = userId is not null || groupId is not null;
        throw SyscallFailure.Create("shmctl(IPC_SET)", ToString(), error, error == Errno.EINVAL && hasNewOwner
            ? "the new owner has no place in this user namespace (/proc/self/uid_map, gid_map), or the segment was removed"
            : SysVSharedMemoryRemedy.Controlling(error));
    }

    /// <summary>Keeps the segment's pages from being swapped out once they are there (shmctl(2), SHM_LOCK): touch each page after it. Lasts until <see cref="Unlock"/>, whoever ends.</summary>
    /// <exception cref="SyscallException">
    /// EPERM: neither owner nor creator, or this process may lock nothing (RLIMIT_MEMLOCK is 0). ENOMEM: with it this user would have more
    /// locked than RLIMIT_MEMLOCK. EINVAL: no such segment.
    /// </exception>
    public void Lock() => Control("SHM_LOCK", LibC.SHM_LOCK);

    /// <summary>Lets the segment's pages be swapped out again (shmctl(2), SHM_UNLOCK).</summary>
    /// <exception cref="SyscallException">EPERM: neither owner nor creator. EINVAL: no such segment.</exception>
    public void Unlock() => Control("SHM_UNLOCK", LibC.SHM_UNLOCK);

    /// <summary>Removes the segment (IPC_RMID): its key is free at once, its memory with the last detach.</summary>
    /// <remarks>Whoever is attached goes on; on Linux it can still be attached by its id until then.</remarks>
    /// <exception cref="SyscallException">EINVAL: it is gone already. EPERM: neither owner nor creator.</exception>
    public void Delete()
    {
        if (!TryDelete())
            throw ControlFailure("IPC_RMID", Errno.EINVAL);
    }

    /// <summary>As <see cref="Delete()"/>, for a segment that may be gone already.</summary>
    /// <returns>false: it was gone.</returns>
    /// <exception cref="SyscallException">EPERM: neither owner nor creator.</exception>
    public unsafe bool TryDelete()
    {
        int result = LibC.shmctl(Id, LibC.IPC_RMID, null);
        Errno error = Errno.Last;
        if (result == 0)
            return true;
        return error == Errno.EINVAL || error == Errno.EIDRM ? false : throw ControlFailure("IPC_RMID", error);
    }

    /// <summary>IPC_STAT.</summary>
    internal static unsafe bool TryStat(int id, out LibC.shmid_ds status, out Errno error)
    {
        fixed (LibC.shmid_ds* start = &status)
        {
            int result = LibC.shmctl(id, LibC.IPC_STAT, start);
            error = Errno.Last;
            return result == 0;
        }
    }

    private LibC.shmid_ds Stat() => TryStat(Id, out LibC.shmid_ds status, out Errno error) ? status : throw ControlFailure("IPC_STAT", error);

    private unsafe void Control(string command, int number)
    {
        int result = LibC.shmctl(Id, number, null);
        Errno error = Errno.Last;
        if (result == 0)
            return;
        throw error == Errno.ENOMEM
            ? SyscallFailure.Create($"shmctl({command})", ToString(), error, "locked memory is limited: raise RLIMIT_MEMLOCK (ulimit -l), or have CAP_IPC_LOCK")
            : ControlFailure(command, error);
    }

    private SyscallException ControlFailure(string command, Errno error) =>
        SyscallFailure.Create($"shmctl({command})", ToString(), error, SysVSharedMemoryRemedy.Controlling(error));
}
