namespace Causeway.Cli.Commands.Inspect.Limits;

/// <summary>Of open files.</summary>
internal static class DescriptorLimits
{
    /// <summary>Of processes the one that is nearest to its limit is shown, and all of which a fifth is left at the most.</summary>
    private const int Much = 80;

    public static IEnumerable<IpcLimit> Read(IReadOnlyList<ProcessUse> processes)
    {
        IpcLimit[] all = [.. processes.Where(static one => one.Descriptors is not null).Select(OfProcess)];
        IEnumerable<IpcLimit> machine = KernelNumbers.Read("/proc/sys/fs/file-nr") is [var open, _, var most] ? [IpcLimits.Setting("fs.file-max", "open files of the machine", "files", open, most)] : [];
        return [.. machine, .. IpcLimits.Setting("fs.nr_open", "RLIMIT_NOFILE of a process", "files"), .. all.Where(static one => one.Percent > Much).Union(IpcLimits.Nearest(all))];
    }

    private static IpcLimit OfProcess(ProcessUse one)
    {
        long? most = one.Limit("Max open files");
        return new("RLIMIT_NOFILE", "descriptors of a process", one.Descriptors, most,
            most is { } limit ? IpcLimits.Text($"prlimit --pid {one.Id} --nofile={limit * 2}:{limit * 2}, or LimitNOFILE={limit * 2} of the service") : null) { Unit = "descriptors", Whose = one.Name };
    }
}
