using Causeway.Inspection.SystemV;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>A snapshot, and the files of FIFOs and sockets in directories, those that nobody in it has too.</summary>
/// <param name="snapshot">What processes have.</param>
/// <param name="files">What is in directories.</param>
internal sealed class Inventory(InspectionSnapshot snapshot, IReadOnlyList<IpcObject> files)
{
    private static readonly IpcKinds s_mapped = IpcKinds.Of(IpcKind.SysVSegment, IpcKind.PosixMemory, IpcKind.PosixSemaphore, IpcKind.MemoryFile,
        IpcKind.AnonymousMemory, IpcKind.MappedFile, IpcKind.Domain, IpcKind.Connection, IpcKind.Futex);

    private static readonly IpcKinds s_pipes = IpcKinds.Of(IpcKind.Pipe, IpcKind.Fifo);

    /// <summary>What somebody has, under the path where it was found: what its user calls it may be relative, or a name that it had.</summary>
    private readonly Dictionary<IpcObjectId, IpcObject> _found = files.Where(one => snapshot.Find(one.Id) is not null).DistinctBy(static one => one.Id).ToDictionary(static one => one.Id);

    private HashSet<IpcObjectId>? _awaited;
    private OwnObjects? _own;

    public InspectionSnapshot Snapshot => snapshot;

    /// <summary>What was found in directories and nobody has.</summary>
    public IReadOnlyList<IpcObject> Files { get; } = [.. files.Where(one => snapshot.Find(one.Id) is null)];

    public IEnumerable<IpcObject> Objects => (_found.Count == 0 ? snapshot.Objects : snapshot.Objects.Select(one => _found.GetValueOrDefault(one.Id, one))).Concat(Files);

    /// <summary>Takes one of these kinds, with what their lists need and no more.</summary>
    /// <param name="kinds">Which.</param>
    /// <param name="directories">Where files of FIFOs and sockets are looked for.</param>
    /// <param name="details">What else is to be read.</param>
    public static Inventory Take(IpcKinds kinds, IEnumerable<string>? directories = null, InspectionDetails details = InspectionDetails.None)
    {
        details |= kinds.Overlaps(s_mapped) ? InspectionDetails.Mappings : InspectionDetails.None;
        details |= kinds.Overlaps(s_pipes) ? InspectionDetails.Contents : InspectionDetails.None;
        details |= kinds.Contains(IpcKind.Futex) ? InspectionDetails.Waits : InspectionDetails.None;
        InspectionSnapshot snapshot = Inspector.Take(new InspectionOptions { Kinds = kinds, Details = details });
        return new Inventory(snapshot, [.. (directories ?? []).SelectMany(directory => IpcFiles.Under(directory, snapshot, kinds))]);
    }

    /// <summary>Whether there may be processes that are not listed at all.</summary>
    public bool HasHiddenProcesses => snapshot.BlindSpots.Any(static spot => spot.Kind == BlindSpotKind.HiddenProcesses);

    /// <summary>Whether a process has ended: nobody has its pid, processes that /proc does not show included.</summary>
    public bool IsGone(int processId) => snapshot.FindProcess(processId) is null && SysVListing.IsGone(processId);

    /// <summary>Whether this process counts for nobody: it holds on to what it is about to remove.</summary>
    public bool IgnoresSelf { get; init; }

    public IpcEndList EndsOf(IpcObject one) => snapshot.EndsOf(one);

    /// <summary>The ends by which processes have it, without those that it only remembers.</summary>
    public IEnumerable<IpcEnd> UsesOf(IpcObject one) => EndsOf(one).Where(IsUse);

    /// <summary>How many those are.</summary>
    public int CountUses(IpcObject one)
    {
        IpcEndList ends = EndsOf(one);
        int count = 0;
        for (int index = 0; index < ends.Count; index++)
            count += IsUse(ends[index]) ? 1 : 0;
        return count;
    }

    /// <summary>Whether a thread waits for it; where that was read.</summary>
    public bool IsAwaited(IpcObject one) => (_awaited ??= [.. snapshot.Waits.Select(static wait => wait.Object?.Id).OfType<IpcObjectId>()]).Contains(one.Id);

    /// <summary>Whether it is this process's alone.</summary>
    public bool IsOwn(IpcObject one) => (_own ??= new OwnObjects(snapshot.Waits)).Has(one, EndsOf(one));

    /// <summary>Who has it, by pid.</summary>
    public List<InspectedProcess> UsersOf(IpcObject one)
    {
        List<InspectedProcess> users = [];
        IpcEndList ends = EndsOf(one);
        for (int index = 0; index < ends.Count; index++)
        {
            // Ends of an object stand by process.
            IpcEnd end = ends[index];
            if (IsUse(end) && (users.Count == 0 || users[^1].Id != end.Process.Id))
                users.Add(end.Process);
        }

        return users;
    }

    private bool IsUse(IpcEnd end) => end.Form != IpcEndForm.Mention && !(IgnoresSelf && end.Process.Id == Environment.ProcessId);
}
