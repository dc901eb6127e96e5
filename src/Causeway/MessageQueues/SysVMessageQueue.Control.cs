using System.Globalization;
using Causeway.Sys;

namespace Causeway;

public readonly partial record struct SysVMessageQueue
{
    /// <summary>Reads the queue's state (msgctl(2), IPC_STAT).</summary>
    /// <exception cref="SyscallException">EINVAL: no such queue. EACCES: no read permission.</exception>
    public SysVMessageQueueStatus GetStatus() => SysVMessageQueueStatus.From(Stat());

    /// <summary>Changes the queue (msgctl(2), IPC_SET); what is null stays.</summary>
    /// <param name="capacityBytes">When the bytes in the queue would exceed it a sender waits. Beyond the machine's msgmnb only with CAP_SYS_RESOURCE.</param>
    /// <param name="mode">Who may read and write.</param>
    /// <param name="userId">The new owner.</param>
    /// <param name="groupId">The new owning group.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacityBytes"/> is negative, or <paramref name="mode"/> has other bits than read and write.</exception>
    /// <exception cref="SyscallException">EPERM: neither owner nor creator, or more than msgmnb. EINVAL: no such queue, or no such user or group in this user namespace. EACCES: no read permission.</exception>
    public unsafe void Change(long? capacityBytes = null, UnixFileMode? mode = null, uint? userId = null, uint? groupId = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacityBytes ?? 0, nameof(capacityBytes));
        int? modeFlags = mode is { } wanted ? SysVArguments.ModeFlags(wanted) : null;
        LibC.msqid_ds status = Stat();
        status.msg_qbytes = (ulong?)capacityBytes ?? status.msg_qbytes;
        status.msg_perm.mode = (uint?)modeFlags ?? status.msg_perm.mode;
        status.msg_perm.uid = userId ?? status.msg_perm.uid;
        status.msg_perm.gid = groupId ?? status.msg_perm.gid;
        int result = LibC.msgctl(Id, LibC.IPC_SET, &status);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("msgctl(IPC_SET)", ToString(), error, ChangeRemedy(error, (long)status.msg_qbytes, hasNewOwner: userId is not null || groupId is not null));
    }

    /// <summary>Removes the queue with its messages at once (msgctl(2), IPC_RMID): whoever waits at it gets EIDRM.</summary>
    /// <exception cref="SyscallException">EINVAL: it is gone already. EPERM: neither owner nor creator.</exception>
    public void Delete()
    {
        if (!TryDelete())
            throw SyscallFailure.Create("msgctl(IPC_RMID)", ToString(), Errno.EINVAL, GoneRemedy(Errno.EINVAL));
    }

    /// <summary>As <see cref="Delete()"/>, for a queue that may be gone already.</summary>
    /// <returns>false: it was gone.</returns>
    /// <exception cref="SyscallException">EPERM: neither owner nor creator.</exception>
    public unsafe bool TryDelete()
    {
        int result = LibC.msgctl(Id, LibC.IPC_RMID, null);
        Errno error = Errno.Last;
        if (result == 0)
            return true;
        if (error == Errno.EINVAL || error == Errno.EIDRM)
            return false;
        throw SyscallFailure.Create("msgctl(IPC_RMID)", ToString(), error, error == Errno.EPERM ? "only its owner, its creator or root may remove it" : null);
    }

    private static string? GoneRemedy(Errno error) => error switch
    {
        _ when error == Errno.EINVAL => "no such queue: it was removed, or never was; create it anew or open it again by its key",
        _ when error == Errno.EIDRM => "somebody removed the queue while this call used it; create it anew or open it again by its key",
        _ => null,
    };

    /// <summary>What to do about a refused change.</summary>
    /// <param name="error">errno.</param>
    /// <param name="capacityBytes">The capacity, asked for or as it was: the kernel refuses one over msgmnb even where it does not change.</param>
    /// <param name="hasNewOwner">Whether an owner was asked for.</param>
    private static string? ChangeRemedy(Errno error, long capacityBytes, bool hasNewOwner) => error switch
    {
        _ when error == Errno.EPERM && capacityBytes > SysVArguments.Value("msgmnb") =>
            string.Create(CultureInfo.InvariantCulture, $"a capacity of {capacityBytes} bytes takes CAP_SYS_RESOURCE, or a higher limit: {SysVArguments.Limit("msgmnb")}"),
        _ when error == Errno.EPERM => "only its owner, its creator or root may change it",
        _ when error == Errno.EINVAL && hasNewOwner => "the new owner has no place in this user namespace (/proc/self/uid_map, gid_map), or the queue was removed",
        _ => GoneRemedy(error),
    };

    private LibC.msqid_ds Stat() =>
        TryStat(out LibC.msqid_ds status, out Errno error)
            ? status
            : throw SyscallFailure.Create("msgctl(IPC_STAT)", ToString(), error, error == Errno.EACCES ? "its owner can give this user read permission" : GoneRemedy(error));

    private unsafe bool TryStat(out LibC.msqid_ds status, out Errno error)
    {
        fixed (LibC.msqid_ds* start = &status)
        {
            int result = LibC.msgctl(Id, LibC.IPC_STAT, start);
            error = Errno.Last;
            return result == 0;
        }
    }
}
