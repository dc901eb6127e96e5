using Causeway.Sys;

namespace Causeway;

/// <summary>What this IPC namespace may have of System V semaphores and what it has (semctl(2), SEM_INFO). Works without /proc.</summary>
/// <param name="MaxPerSet">SEMMSL: the most semaphores of one set; the first number of sysctl kernel.sem.</param>
/// <param name="MaxSemaphores">SEMMNS: the most semaphores in all sets; the second.</param>
/// <param name="MaxOperations">SEMOPM: the most operations of one call; the third.</param>
/// <param name="MaxSets">SEMMNI: the most sets; the fourth.</param>
/// <param name="MaxValue">SEMVMX: the largest value, 32767; no sysctl changes it.</param>
/// <param name="Sets">The sets there are.</param>
/// <param name="Semaphores">The semaphores in all of them.</param>
public sealed record SysVSemaphoreLimits(int MaxPerSet, int MaxSemaphores, int MaxOperations, int MaxSets, int MaxValue, int Sets, int Semaphores)
{
    /// <summary>Reads them as they are now.</summary>
    /// <exception cref="SyscallException">ENOSYS: the kernel has no System V semaphores.</exception>
    public static SysVSemaphoreLimits Read()
    {
        Info(out LibC.seminfo info);
        return new SysVSemaphoreLimits(info.semmsl, info.semmns, info.semopm, info.semmni, info.semvmx, info.semusz, info.semaem);
    }

    /// <summary>The limits and totals; answers the highest index in use.</summary>
    internal static unsafe int Info(out LibC.seminfo info)
    {
        fixed (LibC.seminfo* start = &info)
        {
            int result = LibC.semctl(0, 0, LibC.SEM_INFO, (nint)start);
            Errno error = Errno.Last;
            return result >= 0 ? result : throw SyscallFailure.Create("semctl(SEM_INFO)", objectName: null, error);
        }
    }
}
