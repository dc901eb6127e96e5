using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>A System V shared memory segment (sysvipc(7)), by its id. <see cref="Attach(bool)"/> brings it into this process.</summary>
/// <remarks>
/// The segment is an object of the kernel, not of a process: nothing is open here and nothing to dispose (attachments
/// are), and it lives until <see cref="Delete()"/> and its last detach, or the end of its IPC namespace. Its bytes start as
/// zero. The default value is no segment: every call on it fails with EINVAL. Thread-safe.
/// </remarks>
public readonly partial record struct SysVSharedMemory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // The complement, so that the default value is id -1, which no segment has: 0 is the first segment of a machine.
    private readonly int _complement;

    /// <summary>The segment with an id that another process told. No call is made.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="id"/> is negative.</exception>
    public SysVSharedMemory(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        _complement = ~id;
    }

    /// <summary>The kernel's id, valid in every process of the IPC namespace (ipcs -m), and the inode in /proc/PID/maps; -1 for the default value.</summary>
    public int Id => ~_complement;

    /// <summary>Creates a segment of zeros (shmget(2), IPC_CREAT | IPC_EXCL).</summary>
    /// <param name="key">What others find it by; <see cref="SysVKey.Private"/> for the id alone.</param>
    /// <param name="bytes">Its size, 1 or more; never changes.</param>
    /// <param name="mode">Who may read and write: the owner alone unless given; execute to attach it executable. The umask does not matter.</param>
    /// <param name="hugePageBytes">
    /// The size of the huge pages to make it of (SHM_HUGETLB), of which the machine must have enough in reserve: a power of
    /// two such as 2 MiB, 0 for the machine's usual size; null for ordinary pages.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number or <paramref name="mode"/> cannot be right.</exception>
    /// <exception cref="SyscallException">
    /// EEXIST: the key is taken. EINVAL: larger than shmmax, or huge pages of a size that the machine has not. ENOSPC: the machine has as many
    /// segments (shmmni) or pages of them (shmall) as it may. ENOMEM: no memory, or no huge pages. EPERM: huge pages are not for this user.
    /// </exception>
    public static SysVSharedMemory Create(SysVKey key, long bytes, UnixFileMode mode = OwnerOnly, long? hugePageBytes = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        return Get(key, bytes, LibC.IPC_CREAT | LibC.IPC_EXCL | SysVArguments.ModeFlags(mode, executable: true) | (hugePageBytes is { } size ? LibC.SHM_HUGETLB | HugePagePool.SizeFlag(size) : 0));
    }

    /// <summary>Opens an existing segment (shmget(2)).</summary>
    /// <param name="key">The key it was created with.</param>
    /// <param name="access">What it is wanted for: checked now.</param>
    /// <param name="minimumBytes">How large it must be at the least; 0 for any size.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is private.</exception>
    /// <exception cref="SyscallException">ENOENT: no segment has this key. EINVAL: it is smaller.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the segment's mode does not let this user.</exception>
    public static SysVSharedMemory Open(SysVKey key, FileAccess access = FileAccess.ReadWrite, long minimumBytes = 0)
    {
        key.ThrowIfPrivate(nameof(key));
        ArgumentOutOfRangeException.ThrowIfNegative(minimumBytes);
        return Get(key, minimumBytes, SysVArguments.AccessFlags(access));
    }

    /// <summary>Opens the segment with this key or creates it, in one step (shmget(2), IPC_CREAT).</summary>
    /// <param name="key">What it is found by.</param>
    /// <param name="bytes">The size of a new one, 1 or more; an existing one must be at least as large.</param>
    /// <param name="mode">The mode of a new one. An existing one keeps its own, and must allow this user as much as is asked for here.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is private, <paramref name="bytes"/> is less than 1, or <paramref name="mode"/> has other bits than permissions.</exception>
    /// <exception cref="SyscallException">EINVAL: the existing one is smaller, or larger than shmmax. ENOSPC: the machine's limits. ENOMEM.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the existing segment's mode does not let this user.</exception>
    public static SysVSharedMemory OpenOrCreate(SysVKey key, long bytes, UnixFileMode mode = OwnerOnly)
    {
        key.ThrowIfPrivate(nameof(key));
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        return Get(key, bytes, LibC.IPC_CREAT | SysVArguments.ModeFlags(mode, executable: true));
    }

    /// <summary>Removes the segment with this key, as <see cref="Delete()"/> does.</summary>
    /// <exception cref="ArgumentException"><paramref name="key"/> is private.</exception>
    /// <exception cref="SyscallException">ENOENT: no segment has this key. EPERM: neither owner nor creator.</exception>
    public static void Delete(SysVKey key)
    {
        key.ThrowIfPrivate(nameof(key));
        Get(key, 0, 0).Delete();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"segment {Id}");

    private static SysVSharedMemory Get(SysVKey key, long bytes, int flags) =>
        TryGet(key, bytes, flags, out Errno error) ?? throw OpeningFailure(key, bytes, flags, error);

    private static SysVSharedMemory? TryGet(SysVKey key, long bytes, int flags, out Errno error)
    {
        int id = LibC.shmget(key.Value, (nuint)bytes, flags, out error);
        return id >= 0 ? new SysVSharedMemory(id) : null;
    }

    private static Exception OpeningFailure(SysVKey key, long bytes, int flags, Errno error) =>
        SyscallFailure.Opening("shmget", key.ToString(), error, SysVSharedMemoryRemedy.Opening(error, key, bytes, flags));
}
