using System.Diagnostics.CodeAnalysis;
using Causeway.Sys;

namespace Causeway;

public readonly partial record struct SysVSemaphoreSet
{
    /// <summary>Reads the set's state (semctl(2), IPC_STAT).</summary>
    /// <exception cref="SyscallException">EINVAL: no such set. EACCES: no read permission.</exception>
    public SysVSemaphoreSetStatus GetStatus() =>
        TryGetStatus(out SysVSemaphoreSetStatus? status, out Errno error) ? status : throw ControlFailure("IPC_STAT", error);

    /// <summary>Changes whose the set is and who may use it (semctl(2), IPC_SET); what is null stays.</summary>
    /// <param name="mode">Who may read and change it.</param>
    /// <param name="userId">The new owner.</param>
    /// <param name="groupId">The new owning group.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mode"/> has other bits than read and write.</exception>
    /// <exception cref="SyscallException">EPERM: neither owner nor creator. EINVAL: no such set, or no such user or group in this user namespace. EACCES: no read permission.</exception>
    public unsafe void Change(UnixFileMode? mode = null, uint? userId = null, uint? groupId = null)
    {
        int? modeFlags = mode is { } wanted ? SysVArguments.ModeFlags(wanted) : null;
        byte* status = stackalloc byte[LibC.SEMID_DS_SIZE];
        if (!TryStat(status, out Errno error))
            throw ControlFailure("IPC_STAT", error);
        var permissions = (LibC.ipc_perm*)status;
        permissions->mode = (uint?)modeFlags ?? permissions->mode;
        permissions->uid = userId ?? permissions->uid;
        permissions->gid = groupId ?? permissions->gid;
        int result = LibC.semctl(Id, 0, LibC.IPC_SET, (nint)status);
        error = Errno.Last;
        if (result >= 0)
            return;
        throw error == Errno.EINVAL && (userId ?? groupId) is not null
            ? SyscallFailure.Create("semctl(IPC_SET)", ToString(), error, "the new owner has no place in this user namespace (/proc/self/uid_map, gid_map), or the set was removed")
            : ControlFailure("IPC_SET", error);
    }

    /// <summary>Removes the set at once (IPC_RMID): whoever waits at it gets EIDRM.</summary>
    /// <exception cref="SyscallException">EINVAL: it is gone already. EPERM: neither owner nor creator.</exception>
    public void Delete()
    {
        if (!TryDelete())
            throw ControlFailure("IPC_RMID", Errno.EINVAL);
    }

    /// <summary>As <see cref="Delete()"/>, for a set that may be gone already.</summary>
    /// <returns>false: it was gone.</returns>
    /// <exception cref="SyscallException">EPERM: neither owner nor creator.</exception>
    public bool TryDelete()
    {
        int result = LibC.semctl(Id, 0, LibC.IPC_RMID, 0);
        Errno error = Errno.Last;
        if (result == 0)
            return true;
        return IsGone(error) ? false : throw ControlFailure("IPC_RMID", error);
    }

    private static bool IsGone(Errno error) => error == Errno.EINVAL || error == Errno.EIDRM;

    private static string? GoneRemedy(Errno error) => error switch
    {
        _ when error == Errno.EINVAL => "no such set or semaphore: the set was removed, or never was, or has fewer semaphores",
        _ when error == Errno.EIDRM => "somebody removed the set while this call used it; create it anew or open it again by its key",
        _ => null,
    };

    private unsafe bool TryGetStatus([NotNullWhen(true)] out SysVSemaphoreSetStatus? status, out Errno error)
    {
        byte* native = stackalloc byte[LibC.SEMID_DS_SIZE];
        bool found = TryStat(native, out error);
        status = found ? SysVSemaphoreSetStatus.From(native) : null;
        return found;
    }

    private unsafe bool TryStat(byte* status, out Errno error)
    {
        int result = LibC.semctl(Id, 0, LibC.IPC_STAT, (nint)status);
        error = Errno.Last;
        return result >= 0;
    }

    private SyscallException ControlFailure(string command, Errno error)
    {
        string? remedy = error switch
        {
            _ when error == Errno.EPERM => "only its owner, its creator or root may",
            _ when error == Errno.EACCES => "its owner can give this user permission: read to ask, write to set",
            _ => GoneRemedy(error),
        };
        return SyscallFailure.Create($"semctl({command})", ToString(), error, remedy);
    }
}
