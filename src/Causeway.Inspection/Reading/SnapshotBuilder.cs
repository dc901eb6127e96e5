using System.Diagnostics;
using System.Runtime.InteropServices;
using Causeway.Inspection.Waiting;

namespace Causeway.Inspection;

/// <summary>Collects what readers and sources found, and makes the snapshot of it. One thread.</summary>
internal sealed class SnapshotBuilder
{
    private readonly DateTimeOffset _time = DateTimeOffset.UtcNow;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly IdTable<IpcObject> _objects = new();
    private readonly Dictionary<int, InspectedProcess> _processes = [];
    private readonly ValueList<FoundEnd> _ends = new();
    private readonly List<IpcWait> _waits = [];
    private readonly List<BlindSpot> _blindSpots = [];
    private readonly IdTable<IpcRole> _roles = new();

    private SnapshotBuilder(InspectionContext context)
    {
        Context = context;
        Memory = new RemoteMemory(new RemotePages(context));
        HeldLocks = Merge(ProcessPass.Run(context));
    }

    /// <summary>Reads the processes.</summary>
    public static SnapshotBuilder Begin(InspectionContext context) => new(context);

    /// <summary>Takes together what threads found.</summary>
    /// <returns>The locks, for <see cref="HeldLocks"/>.</returns>
    private Findings.HeldLock[] Merge(Findings[] findings)
    {
        ValueList<Findings.HeldLock> heldLocks = new();
        foreach (Findings one in findings)
        {
            Unreadable += one.Unreadable;
            Unasked += one.Unasked;
            UnreadDescriptors += one.UnreadDescriptors;
            UnreadContents += one.UnreadContents;
            _ends.EnsureCapacity(_ends.Count + one.Ends.Count);
            _objects.EnsureCapacity(_objects.Count + one.Objects.Count);
            foreach (InspectedProcess process in one.Processes)
                _processes[process.Id] = process;
            foreach (IpcObject found in one.Objects.Values)
                Set(found);
            _ends.AddRange(one.Ends);
            heldLocks.AddRange(one.HeldLocks);
        }

        return heldLocks.From(0);
    }

    public InspectionContext Context { get; }

    /// <summary>The memory of processes.</summary>
    public RemoteMemory Memory { get; }

    /// <summary>When reading began.</summary>
    public DateTimeOffset Time => _time;

    /// <summary>How many processes have ends that could not be read.</summary>
    public int Unreadable { get; private set; }

    /// <summary>How many of these have descriptors that could not be read; of the others it is mappings alone.</summary>
    public int UnreadDescriptors { get; private set; }

    /// <summary>How many files were not asked what they are.</summary>
    public int Unasked { get; private set; }

    /// <summary>How many pipes could not be asked how much is in them.</summary>
    public int UnreadContents { get; private set; }

    /// <summary>The locks that descriptors hold, for the source of locks.</summary>
    public IReadOnlyList<Findings.HeldLock> HeldLocks { get; }

    /// <summary>The processes that were read, in no order.</summary>
    public IReadOnlyCollection<InspectedProcess> Processes => _processes.Values;

    /// <summary>The ends that were found so far; valid until one is added.</summary>
    public ReadOnlySpan<FoundEnd> Ends => _ends.Span;

    /// <summary>Gives ends another object or role, in place; the others stay what they are.</summary>
    /// <param name="change">The end as it is to be.</param>
    public void ChangeEnds(Func<FoundEnd, FoundEnd> change)
    {
        foreach (ref FoundEnd end in _ends.Span)
            end = change(end);
    }

    /// <summary>The objects that were found so far, in no order.</summary>
    public IEnumerable<IpcObject> Objects => _objects.Values;

    public InspectedProcess? FindProcess(int id) => _processes.TryGetValue(id, out InspectedProcess? found) ? found : null;

    public IpcObject? Find(IpcObjectId id) => _objects.Find(id, null!);

    /// <summary>Adds an object, or puts it in place of the one with its identity.</summary>
    public void Set(IpcObject one) => _objects.Set(one.Id, one);

    /// <summary>Takes an object out, with its ends.</summary>
    public void Remove(IpcObjectId id) => _objects.Remove(id);

    /// <summary>Adds an end; left out when its process or its object turn out not to be there.</summary>
    public void Add(in FoundEnd end) => _ends.Add(end);

    /// <summary>Gives all ends of an object that have no role this one.</summary>
    public void SetRole(IpcObjectId id, IpcRole role) => _roles.Set(id, role);

    /// <summary>Adds an end that is an object's word for a process; nothing where there is no such process (0, or ended).</summary>
    public void Mention(IpcObjectId id, int processId, IpcRole role, IpcAccess access = IpcAccess.None, int descriptor = -1)
    {
        if (_processes.ContainsKey(processId))
            Add(new FoundEnd(id, processId, descriptor, IpcEndForm.Mention, access, role));
    }

    public void Add(IpcWait wait) => _waits.Add(wait);

    public void Add(BlindSpot spot) => _blindSpots.Add(spot);

    /// <summary>Makes the snapshot; the builder is spent.</summary>
    public InspectionSnapshot Build()
    {
        InspectedProcess[] processes = [.. _processes.Values];
        Array.Sort(processes, static (one, other) => one.Id.CompareTo(other.Id));
        EndTable ends = EndTable.Of(processes, _ends, _objects, _roles);
        return new InspectionSnapshot(new SnapshotParts
        {
            Time = _time,
            Duration = Stopwatch.GetElapsedTime(_started),
            Processes = ImmutableCollectionsMarshal.AsImmutableArray(processes),
            Objects = ends.Objects,
            Ends = ends.Ends,
            Waits = [.. _waits],
            BlindSpots = [.. _blindSpots],
            EndsByObject = ends.ByObject,
            ObjectStarts = ends.ObjectStarts,
            ProcessStarts = ends.ProcessStarts,
        });
    }
}
