using System.Collections.Immutable;

namespace Causeway;

/// <summary>What is different between two snapshots.</summary>
public static class SnapshotDiff
{
    /// <summary>What has come, what has changed, what has gone: processes, objects and ends that come before what they have part in, and go after it.</summary>
    /// <remarks>
    /// What came and went between the two is not seen. A process is another when its start is; an object when its identity is, so
    /// that one whose number was used again meanwhile counts as changed.
    /// </remarks>
    /// <param name="before">The earlier one.</param>
    /// <param name="after">The later one, taken with the same options.</param>
    public static ImmutableArray<InspectionChange> Between(InspectionSnapshot before, InspectionSnapshot after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        DateTimeOffset time = after.Time;
        HashSet<EndKey> ends = [.. before.Ends.Select(EndKey.Of)];
        HashSet<EndKey> endsAfter = [.. after.Ends.Select(EndKey.Of)];
        return
        [
            .. after.Processes.Where(one => !IsThere(before, one)).Select(one => new InspectionChange(time, InspectionChangeKind.ProcessAppeared) { Process = one }),
            .. after.Objects.Where(one => before.Find(one.Id) is null).Select(one => new InspectionChange(time, InspectionChangeKind.ObjectAppeared) { Object = one }),
            .. after.Ends.Where(one => !ends.Contains(EndKey.Of(one))).Select(one => Of(time, InspectionChangeKind.EndAppeared, one)),
            .. after.Objects.SelectMany(one => Changed(time, before.Find(one.Id), one)),
            .. before.Ends.Where(one => !endsAfter.Contains(EndKey.Of(one))).Select(one => Of(time, InspectionChangeKind.EndGone, one)),
            .. before.Objects.Where(one => after.Find(one.Id) is null).Select(one => new InspectionChange(time, InspectionChangeKind.ObjectGone) { Object = one }),
            .. before.Processes.Where(one => !IsThere(after, one)).Select(one => new InspectionChange(time, InspectionChangeKind.ProcessGone) { Process = one }),
        ];
    }

    private static bool IsThere(InspectionSnapshot snapshot, InspectedProcess process) => snapshot.FindProcess(process.Id)?.StartTicks == process.StartTicks;

    private static InspectionChange Of(DateTimeOffset time, InspectionChangeKind kind, in IpcEnd end) =>
        new(time, kind) { Object = end.Object, Process = end.Process, End = end };

    private static IEnumerable<InspectionChange> Changed(DateTimeOffset time, IpcObject? before, IpcObject after)
    {
        if (before is not null && !before.Equals(after))
            yield return new InspectionChange(time, InspectionChangeKind.ObjectChanged) { Object = after, Before = before };
    }

    /// <summary>What tells an end from others, whatever its process and its object are like meanwhile.</summary>
    private readonly record struct EndKey(int Process, ulong Start, IpcObjectId Object, IpcEndForm Form, IpcAccess Access, IpcRole Role, int Descriptor, ulong Address)
    {
        public static EndKey Of(IpcEnd end) => new(end.Process.Id, end.Process.StartTicks, end.Object.Id, end.Form, end.Access, end.Role, end.Descriptor, end.Address);
    }
}
