namespace Causeway.Cli.Commands.Inspect.Limits;

/// <summary>All limits that this machine has.</summary>
internal static class IpcLimits
{
    /// <summary>What uses them is looked at once.</summary>
    public static IReadOnlyList<IpcLimit> Read()
    {
        InspectionSnapshot snapshot = Inspector.Take(new InspectionOptions { Kinds = IpcKinds.Of(IpcKind.Pipe, IpcKind.Fifo, IpcKind.PosixQueue), Details = InspectionDetails.Contents });
        IReadOnlyList<ProcessUse> processes = ProcessUse.ReadAll();
        return
        [
            .. SystemVLimits.Read(), .. QueueLimits.Read(snapshot), .. PipeLimits.Read(snapshot), .. DescriptorLimits.Read(processes), .. WatchLimits.Read(processes), .. SocketLimits.Read(),
            .. MemoryLimits.Read(processes), .. TaskLimits.Read(processes), .. KeyLimits.Read(),
        ];
    }

    /// <summary>One that sysctl(8) sets; twice as much is what raises it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="of">What it bounds.</param>
    /// <param name="unit">In what it is counted.</param>
    /// <param name="use">How much there is; null where nothing is counted.</param>
    /// <param name="most">How much there may be.</param>
    /// <param name="highest">What it can be set to at the most.</param>
    public static IpcLimit Setting(string name, string of, string unit, long? use, long most, long highest = long.MaxValue / 2)
    {
        // More than anybody will have is how the kernel says that there is no limit.
        if (most > long.MaxValue / 2)
            return new(name, of, use, Most: null, Raise: null) { Unit = unit };
        long raised = Math.Min(highest, Math.Max(1, most * 2));
        return new(name, of, use, most, raised <= most ? null : Text($"sysctl -w {name}={raised}")) { Unit = unit };
    }

    /// <summary>The same, read where its name says; nothing where this kernel has none.</summary>
    public static IEnumerable<IpcLimit> Setting(string name, string of, string unit, long? use = null) =>
        KernelNumbers.Setting(name) is [var most] ? [Setting(name, of, unit, use, most)] : [];

    /// <summary>The one that is nearest to its limit; nothing where none has one.</summary>
    public static IEnumerable<IpcLimit> Nearest(IEnumerable<IpcLimit> all) =>
        all.OrderByDescending(static one => one.Most is > 0 and var most ? (double)(one.Use ?? 0) / most : -1).Take(1);

    public static string Text(FormattableString text) => FormattableString.Invariant(text);
}
