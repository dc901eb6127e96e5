using Causeway.Sys;

namespace Causeway;

/// <summary>A System V segment at one moment (struct shmid_ds).</summary>
/// <param name="Permissions">Whose it is.</param>
/// <param name="Bytes">Its size as it was created; whole pages are mapped.</param>
/// <param name="AttachCount">How many attachments there are, of all processes.</param>
/// <param name="IsRemoved">Removed, and gone with the last attachment; it can still be attached by its id, not by its key.</param>
/// <param name="IsLocked">Kept from being swapped out (SHM_LOCK).</param>
/// <param name="CreatorProcessId">Who created it.</param>
/// <param name="LastProcessId">Who last attached or detached; 0 for nobody.</param>
/// <param name="LastAttach">When, to the second; null for never.</param>
/// <param name="LastDetach">When, to the second; null for never.</param>
/// <param name="Changed">When it was created or changed.</param>
public sealed record SysVSharedMemoryStatus(
    SysVPermissions Permissions,
    long Bytes,
    long AttachCount,
    bool IsRemoved,
    bool IsLocked,
    int CreatorProcessId,
    int LastProcessId,
    DateTimeOffset? LastAttach,
    DateTimeOffset? LastDetach,
    DateTimeOffset? Changed)
{
    internal static SysVSharedMemoryStatus From(LibC.shmid_ds status) => new(
        SysVPermissions.From(status.shm_perm),
        (long)status.shm_segsz,
        (long)status.shm_nattch,
        (status.shm_perm.mode & LibC.SHM_DEST) != 0,
        (status.shm_perm.mode & LibC.SHM_LOCKED) != 0,
        status.shm_cpid,
        status.shm_lpid,
        SysVArguments.Time(status.shm_atime),
        SysVArguments.Time(status.shm_dtime),
        SysVArguments.Time(status.shm_ctime));
}
