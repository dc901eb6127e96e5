using System.Collections.Immutable;

namespace Causeway;

/// <summary>The objects of a machine that processes communicate by, the processes, and the ends that these have of those. Immutable.</summary>
/// <remarks>
/// No two lines of /proc are of the same moment: each object and each process is as it was when it was read, between
/// <see cref="Time"/> and <see cref="Time"/> + <see cref="Duration"/>.
/// </remarks>
public sealed class InspectionSnapshot
{
    private readonly int[] _byObject;
    private readonly int[] _objectStarts;
    private readonly int[] _processStarts;

    internal InspectionSnapshot(SnapshotParts parts)
    {
        Time = parts.Time;
        Duration = parts.Duration;
        Processes = parts.Processes;
        Objects = parts.Objects;
        Ends = parts.Ends;
        Waits = parts.Waits;
        BlindSpots = parts.BlindSpots;
        _byObject = parts.EndsByObject;
        _objectStarts = parts.ObjectStarts;
        _processStarts = parts.ProcessStarts;
    }

    /// <summary>When reading began.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The processes by their pids; the kernel's own threads are not among them.</summary>
    public ImmutableArray<InspectedProcess> Processes { get; }

    /// <summary>The objects by their identities.</summary>
    public ImmutableArray<IpcObject> Objects { get; }

    /// <summary>All ends, by process.</summary>
    public ImmutableArray<IpcEnd> Ends { get; }

    /// <summary>What blocked threads wait for, where the kernel tells; empty without <see cref="InspectionDetails.Waits"/>.</summary>
    public ImmutableArray<IpcWait> Waits { get; }

    /// <summary>What could not be seen; empty where everything was.</summary>
    public ImmutableArray<BlindSpot> BlindSpots { get; }

    /// <summary>The object of an identity; null where there is none.</summary>
    public IpcObject? Find(IpcObjectId id) => IndexOf(id) is var index and >= 0 ? Objects[index] : null;

    /// <summary>The process of a pid; null where there is none.</summary>
    public InspectedProcess? FindProcess(int processId) => IndexOf(processId) is var index and >= 0 ? Processes[index] : null;

    /// <summary>The ends of an object of this snapshot, by process.</summary>
    public IpcEndList EndsOf(IpcObject one)
    {
        ArgumentNullException.ThrowIfNull(one);
        int index = IndexOf(one.Id);
        return index < 0 ? default : new IpcEndList(Ends, _byObject, _objectStarts[index], _objectStarts[index + 1]);
    }

    /// <summary>The ends of a process of this snapshot.</summary>
    public IpcEndList EndsOf(InspectedProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        int index = IndexOf(process.Id);
        return index < 0 ? default : new IpcEndList(Ends, indices: null, _processStarts[index], _processStarts[index + 1]);
    }

    private int IndexOf(IpcObjectId id) => IndexOf(Objects, static one => one.Id, id);

    private int IndexOf(int processId) => IndexOf(Processes, static one => one.Id, processId);

    /// <summary>Where the one of a key is; -1 where there is none.</summary>
    /// <remarks>By hand: the framework's search is generic over what compares, and a command would compile it before it can use it.</remarks>
    private static int IndexOf<T, TKey>(ImmutableArray<T> sorted, Func<T, TKey> keyOf, TKey key)
        where TKey : struct, IComparable<TKey>
    {
        int low = 0, high = sorted.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = key.CompareTo(keyOf(sorted[middle]));
            if (order == 0)
                return middle;
            (low, high) = order > 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
