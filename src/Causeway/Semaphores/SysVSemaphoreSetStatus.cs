using Causeway.Sys;

namespace Causeway;

/// <summary>A System V semaphore set at one moment (struct semid_ds).</summary>
/// <param name="Permissions">Whose it is.</param>
/// <param name="Count">How many semaphores it has; never changes.</param>
/// <param name="LastOperation">When an operation last succeeded, to the second; null for never: its creator may not be ready with it.</param>
/// <param name="Changed">When it was created, changed, or values were set from outside.</param>
public sealed record SysVSemaphoreSetStatus(SysVPermissions Permissions, int Count, DateTimeOffset? LastOperation, DateTimeOffset? Changed)
{
    // SAFETY: a whole struct semid_ds.
    internal static unsafe SysVSemaphoreSetStatus From(byte* status) => new(
        SysVPermissions.From(*(LibC.ipc_perm*)status),
        *(ushort*)(status + LibC.SEMID_DS_NSEMS_OFFSET),
        SysVArguments.Time(*(long*)(status + LibC.SEMID_DS_OTIME_OFFSET)),
        SysVArguments.Time(*(long*)(status + LibC.SEMID_DS_CTIME_OFFSET)));
}
