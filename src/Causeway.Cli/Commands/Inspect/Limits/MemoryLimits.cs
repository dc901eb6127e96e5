using System.Globalization;

namespace Causeway.Cli.Commands.Inspect.Limits;

/// <summary>Of shared memory, and of what processes map and lock.</summary>
internal static class MemoryLimits
{
    private const string Directory = "/dev/shm";
    private const long KiB = 1024;

    public static IEnumerable<IpcLimit> Read(IReadOnlyList<ProcessUse> processes) => [.. Files(), .. HugePages(), .. Mappings(processes), .. Locked(processes)];

    private static IEnumerable<IpcLimit> Files()
    {
        if (KernelNumbers.TryRead(static () => new DriveInfo(Directory)) is not { IsReady: true, DriveFormat: "tmpfs", TotalSize: > 0 } files)
            yield break;
        yield return new IpcLimit(Directory, "POSIX shared memory and domains", files.TotalSize - files.TotalFreeSpace, files.TotalSize,
            IpcLimits.Text($"mount -o remount,size={files.TotalSize * 2} {Directory}")) { Unit = "bytes" };
    }

    /// <summary>MFD_HUGETLB and SHM_HUGETLB take them; other memory may get large pages without.</summary>
    private static IEnumerable<IpcLimit> HugePages()
    {
        Dictionary<string, long> memory = KernelNumbers.Lines("/proc/meminfo").Select(KernelNumbers.Words).Where(static words => words.Length >= 2 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .ToDictionary(static words => words[0], static words => long.Parse(words[1], CultureInfo.InvariantCulture));
        if (memory.TryGetValue("HugePages_Total:", out long total) && memory.TryGetValue("HugePages_Free:", out long free) && memory.TryGetValue("Hugepagesize:", out long kibibytes))
            yield return IpcLimits.Setting("vm.nr_hugepages", IpcLimits.Text($"memfds and segments of huge pages of {kibibytes} KiB"), "huge pages", total - free, total);
    }

    private static IEnumerable<IpcLimit> Mappings(IReadOnlyList<ProcessUse> processes) => KernelNumbers.Setting("vm.max_map_count") is not [var most]
        ? []
        : IpcLimits.Nearest(processes.Where(static one => one.Mappings > 0).Select(one => IpcLimits.Setting("vm.max_map_count", "mappings of a process", "mappings", one.Mappings, most) with { Whose = one.Name }));

    private static IEnumerable<IpcLimit> Locked(IReadOnlyList<ProcessUse> processes) => IpcLimits.Nearest(processes.Select(static one =>
    {
        long? most = one.Limit("Max locked memory");
        return new IpcLimit("RLIMIT_MEMLOCK", "locked memory of a process (mlock)", one.LockedKibibytes * KiB, one.UserId == 0 ? null : most,
            most is { } limit && one.UserId != 0 ? IpcLimits.Text($"prlimit --pid {one.Id} --memlock={limit * 2}:{limit * 2}, or LimitMEMLOCK={limit * 2} of the service") : null) { Unit = "bytes", Whose = one.Name };
    }));
}
