using Causeway.Sys;

namespace Causeway;

/// <summary>Whom a System V object belongs to and who may use it (struct ipc_perm).</summary>
/// <param name="Key">The key that it is found by; <see cref="SysVKey.Private"/> also for a segment that has been removed but is still attached.</param>
/// <param name="UserId">The owner.</param>
/// <param name="GroupId">The owning group.</param>
/// <param name="CreatorUserId">Who created it: may change and remove it like the owner.</param>
/// <param name="CreatorGroupId">The creator's group.</param>
/// <param name="Mode">Read and write permissions; there is nothing to execute.</param>
public readonly record struct SysVPermissions(SysVKey Key, uint UserId, uint GroupId, uint CreatorUserId, uint CreatorGroupId, UnixFileMode Mode)
{
    private const uint ModeBits = 0x1FF;

    internal static SysVPermissions From(LibC.ipc_perm permissions) =>
        new(new SysVKey(permissions.key), permissions.uid, permissions.gid, permissions.cuid, permissions.cgid, (UnixFileMode)(permissions.mode & ModeBits));
}
