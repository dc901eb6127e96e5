using System.Collections.Immutable;
using Causeway.Inspection;
using Causeway.Inspection.Waiting;

namespace Causeway.Cli.Commands.Inspect.Why;

/// <summary>What leads from a process to whom it waits for, and on.</summary>
/// <param name="snapshot">With waits.</param>
/// <param name="graph">Of it.</param>
internal sealed class WaitChain(InspectionSnapshot snapshot, WaitGraph graph) : IDisposable
{
    private readonly SleepClock _clock = new();
    private readonly ProcText _text = new();

    /// <summary>By thread.</summary>
    private readonly Dictionary<int, ThreadHalt> _halts = [];
    private readonly ILookup<int, IpcWait> _waits = snapshot.Waits.ToLookup(static wait => wait.Process.Id);
    private readonly HashSet<IpcWait> _stuck = new(graph.Cycles.SelectMany(static cycle => cycle), ReferenceEqualityComparer.Instance);
    private readonly HashSet<IpcWait> _suspected = new(graph.PossibleCycles.SelectMany(static cycle => cycle), ReferenceEqualityComparer.Instance);

    /// <summary>The waits of a process's threads.</summary>
    public IEnumerable<IpcWait> WaitsOf(InspectedProcess process) => _waits[process.Id];

    /// <summary>The same of a holder, as far as they keep it from ending another's wait: those of the thread that holds it, or what is more than idleness.</summary>
    public IpcWait[] WaitsBehind(IpcWait wait, InspectedProcess holder) =>
    [
        .. wait.HolderThreadId != 0
            ? _waits[holder.Id].Where(one => one.ThreadId == wait.HolderThreadId)
            : _waits[holder.Id].OrderByDescending(_stuck.Contains).ThenByDescending(_suspected.Contains).ThenBy(static one => one.ThreadId),
    ];

    /// <summary>Whether it is in a deadlock.</summary>
    public bool IsStuck(IpcWait wait) => _stuck.Contains(wait);

    /// <summary>Whether it is in one, or may be.</summary>
    public bool IsSuspected(IpcWait wait) => _stuck.Contains(wait) || _suspected.Contains(wait);

    /// <summary>Whether another process, or this one by mistake, keeps the thread: what its own process's other threads will wake it for leads nowhere.</summary>
    public bool Leads(IpcWait wait) => IsSuspected(wait) || wait.HolderThreadId != 0 || wait.Holders.Any(holder => holder.Id != wait.Process.Id || wait.Process.Threads == 1);

    /// <summary>Whether there is nothing to say of it but the call: time, or a word of its own memory.</summary>
    public bool IsIdle(IpcWait wait) => !Leads(wait) && wait.Object is null or FutexObject { Memory: null } && wait.Several.IsEmpty;

    /// <summary>The name of an object, with the memory's where it is a word.</summary>
    public string? NameOf(IpcObject one) => one.Name ?? (one is FutexObject { Memory: { } memory } ? snapshot.Find(memory)?.Name : null);

    /// <summary>How long it has lasted; null where the kernel does not tell.</summary>
    public TimeSpan? TimeOf(IpcWait wait) => _clock.Of(wait.Process.Id, wait.ThreadId);

    /// <summary>What keeps a process, or the thread of it that is meant, from going on; the same each time it is asked, so that all that is said is of one moment.</summary>
    public ThreadHalt HaltOf(InspectedProcess process, int thread = 0)
    {
        int id = thread == 0 ? process.Id : thread;
        if (!_halts.TryGetValue(id, out ThreadHalt? halt))
            _halts.Add(id, halt = ThreadHalt.Read(new ThreadFiles(_text, process.Id, id)));
        return halt;
    }

    /// <summary>The process of a number; null where there is none.</summary>
    public InspectedProcess? Find(int process) => snapshot.FindProcess(process);

    /// <inheritdoc/>
    public void Dispose()
    {
        _clock.Dispose();
        _text.Dispose();
    }

    /// <summary>Processes in the order in which following the waits comes by them, this one first.</summary>
    public List<InspectedProcess> From(InspectedProcess process)
    {
        List<InspectedProcess> found = [process];
        HashSet<int> seen = [process.Id];
        for (int next = 0; next < found.Count; next++)
        {
            foreach (InspectedProcess holder in WaitsOf(found[next]).SelectMany(static wait => wait.Holders))
            {
                if (seen.Add(holder.Id))
                    found.Add(holder);
            }
        }

        return found;
    }

    /// <summary>The deadlocks that these processes are in.</summary>
    public IEnumerable<ImmutableArray<IpcWait>> DeadlocksOf(List<InspectedProcess> processes) => Of(graph.Cycles, processes);

    /// <summary>The same of what may be one.</summary>
    public IEnumerable<ImmutableArray<IpcWait>> PossibleDeadlocksOf(List<InspectedProcess> processes) => Of(graph.PossibleCycles, processes);

    private static IEnumerable<ImmutableArray<IpcWait>> Of(ImmutableArray<ImmutableArray<IpcWait>> cycles, List<InspectedProcess> processes)
    {
        HashSet<int> ids = [.. processes.Select(static process => process.Id)];
        return cycles.Where(cycle => cycle.Any(wait => ids.Contains(wait.Process.Id)));
    }
}
