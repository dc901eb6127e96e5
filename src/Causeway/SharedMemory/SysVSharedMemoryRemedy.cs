using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>What to do about a failed call on a System V segment, with the limits as they are at that moment.</summary>
internal static class SysVSharedMemoryRemedy
{
    /// <summary>For shmget(2).</summary>
    public static string? Opening(Errno error, SysVKey key, long bytes, int flags) => error switch
    {
        _ when error == Errno.EEXIST => "open it with SysVSharedMemory.Open, or remove it (ipcrm -M) if nobody uses it",
        _ when error == Errno.ENOENT => "no segment has this key; create it with SysVSharedMemory.Create",
        _ when error == Errno.EACCES => "its owner can widen the segment's mode, or ask for less access",
        _ when error == Errno.EINVAL => WrongSize(key, bytes, flags),
        _ when error == Errno.ENOSPC => $"remove segments that nobody uses (ipcs -m, ipcrm -m) or raise the limit: {SysVArguments.Limit("shmmni")}, {SysVArguments.Limit("shmall")}, in pages; {Used()}",
        _ when error == Errno.ENOMEM && (flags & LibC.SHM_HUGETLB) != 0 => HugePagePool.Remedy(PageBytes(flags), bytes),
        _ when error == Errno.ENOMEM => string.Create(CultureInfo.InvariantCulture, $"the machine promises no {bytes} bytes more (/proc/meminfo, /proc/sys/vm/overcommit_memory); ask for less"),
        _ when error == Errno.EPERM => "huge pages are for CAP_IPC_LOCK and the group in /proc/sys/vm/hugetlb_shm_group; do without them",
        _ => null,
    };

    /// <summary>For shmat(2).</summary>
    public static string? Attaching(Errno error, SysVAttachOptions options) => error switch
    {
        _ when error == Errno.EACCES && options.Executable => "its owner can widen the segment's mode: attaching it executable takes execute permission too",
        _ when error == Errno.EACCES => "its owner can widen the segment's mode, or attach it read-only",
        _ when error == Errno.EINVAL && options.Address != 0 =>
            "the address is no multiple of the page size (see RoundDown), something is mapped there already (see Replace), or there is no such segment",
        _ when error == Errno.ENOMEM => "there is no room in the address space of this process (ulimit -v, /proc/sys/vm/max_map_count)",
        _ when error == Errno.EPERM => "the machine's policy forbids to execute shared memory",
        _ => Gone(error),
    };

    /// <summary>For shmctl(2).</summary>
    public static string? Controlling(Errno error) => error switch
    {
        _ when error == Errno.EPERM => "only its owner, its creator or root may",
        _ when error == Errno.EACCES => "its owner can give this user read permission",
        _ => Gone(error),
    };

    private static string? Gone(Errno error) =>
        error == Errno.EINVAL || error == Errno.EIDRM ? "no such segment: it was removed and detached, or never was; create it anew or open it again by its key" : null;

    private static string WrongSize(SysVKey key, long bytes, int flags)
    {
        if (!key.IsPrivate && (flags & LibC.IPC_EXCL) == 0 && SizeOf(key) is { } present && present < bytes)
            return string.Create(CultureInfo.InvariantCulture, $"the segment with this key has {Counted.Of(present, "byte")} and {bytes} were asked for; ask for no more, or remove it and create it anew");
        return (flags & LibC.SHM_HUGETLB) != 0 && !(bytes > SysVArguments.Value("shmmax"))
            ? HugePagePool.Remedy(PageBytes(flags), bytes)
            : string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes are more than the machine allows: {SysVArguments.Limit("shmmax")}");
    }

    /// <summary>The size of the huge pages that the flags ask for; 0 for the usual one.</summary>
    private static long PageBytes(int flags) => flags >>> LibC.MAP_HUGE_SHIFT is > 0 and var exponent ? 1L << exponent : 0;

    /// <summary>Read only to complete a message.</summary>
    private static long? SizeOf(SysVKey key)
    {
        int id = LibC.shmget(key.Value, 0, 0, out _);
        return id >= 0 && SysVSharedMemory.TryStat(id, out LibC.shmid_ds status, out _) ? (long)status.shm_segsz : null;
    }

    private static string Used() =>
        SysVSharedMemoryLimits.TryRead() is { } limits
            ? string.Create(CultureInfo.InvariantCulture, $"in use are {limits.Segments} segments of {limits.Pages} pages")
            : "how many are in use is unknown";
}
