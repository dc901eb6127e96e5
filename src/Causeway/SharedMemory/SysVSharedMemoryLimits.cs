using Causeway.Sys;

namespace Causeway;

/// <summary>What this IPC namespace may have of System V shared memory and what it has (shmctl(2), IPC_INFO and SHM_INFO). Works without /proc.</summary>
/// <param name="MaxSegmentBytes">shmmax: the largest segment; sysctl kernel.shmmax. <see cref="long.MaxValue"/> for that many or more.</param>
/// <param name="MaxSegments">shmmni: the most segments; sysctl kernel.shmmni.</param>
/// <param name="MaxPages">shmall: the most pages of all segments; sysctl kernel.shmall. <see cref="long.MaxValue"/> for that many or more.</param>
/// <param name="Segments">The segments there are, those that are removed and still attached included.</param>
/// <param name="Pages">The pages of all of them, of <see cref="Environment.SystemPageSize"/> bytes.</param>
/// <param name="ResidentPages">How many of those are in memory: pages that nobody has touched take none.</param>
/// <param name="SwappedPages">How many are swapped out.</param>
public sealed record SysVSharedMemoryLimits(long MaxSegmentBytes, long MaxSegments, long MaxPages, int Segments, long Pages, long ResidentPages, long SwappedPages)
{
    /// <summary>Reads them as they are now.</summary>
    /// <exception cref="SyscallException">ENOSYS: the kernel has no System V shared memory.</exception>
    public static SysVSharedMemoryLimits Read()
    {
        Used(out LibC.shm_info used);
        LibC.shminfo limits = Info();
        return From(limits, used);
    }

    /// <summary>For messages; null where the kernel does not say.</summary>
    internal static SysVSharedMemoryLimits? TryRead()
    {
        try
        {
            return Read();
        }
        catch (SyscallException)
        {
            return null;
        }
    }

    /// <summary>What there is; answers the highest index in use.</summary>
    internal static unsafe int Used(out LibC.shm_info used)
    {
        fixed (LibC.shm_info* start = &used)
        {
            int result = LibC.shmctl(0, LibC.SHM_INFO, start);
            Errno error = Errno.Last;
            return result >= 0 ? result : throw SyscallFailure.Create("shmctl(SHM_INFO)", objectName: null, error);
        }
    }

    private static unsafe LibC.shminfo Info()
    {
        LibC.shminfo limits;
        int result = LibC.shmctl(0, LibC.IPC_INFO, &limits);
        Errno error = Errno.Last;
        return result >= 0 ? limits : throw SyscallFailure.Create("shmctl(IPC_INFO)", objectName: null, error);
    }

    private static SysVSharedMemoryLimits From(LibC.shminfo limits, LibC.shm_info used) => new(
        Clamp(limits.shmmax),
        Clamp(limits.shmmni),
        Clamp(limits.shmall),
        used.used_ids,
        Clamp(used.shm_tot),
        Clamp(used.shm_rss),
        Clamp(used.shm_swp));

    private static long Clamp(ulong value) => (long)Math.Min(value, long.MaxValue);
}
