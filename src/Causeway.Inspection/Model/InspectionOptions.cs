namespace Causeway;

/// <summary>What a snapshot is to hold.</summary>
public sealed record InspectionOptions
{
    /// <summary>Everything.</summary>
    public static InspectionOptions Default { get; } = new();

    /// <summary>Which kinds of objects, with their ends; all by default.</summary>
    public IpcKinds Kinds { get; init; } = IpcKinds.All;

    /// <summary>The ends of which processes, by their pids; null for all. Objects that the kernel lists are in the snapshot even if none of them has an end.</summary>
    public IReadOnlyCollection<int>? ProcessIds { get; init; }

    /// <summary>Directories below which FIFOs that nobody has open are looked for too; none by default. <see cref="Inspector.WatchAsync"/> is told at once what comes and goes there.</summary>
    public IReadOnlyCollection<string> Directories { get; init; } = [];

    /// <summary>What else; all by default.</summary>
    public InspectionDetails Details { get; init; } = InspectionDetails.All;

    /// <summary>How many threads read /proc; null for as many as there are processors, four at the most.</summary>
    public int? Threads { get; init; }
}
