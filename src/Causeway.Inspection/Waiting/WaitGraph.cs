using System.Collections.Immutable;

namespace Causeway;

/// <summary>Who waits for whom, over all mechanisms, and who never will be served.</summary>
/// <remarks>
/// A deadlock is found where every way out is one of its own waits: a lock needs all of its holders, a pipe, socket or queue any
/// of those at the other end. A thread that runs, or whose wait has a timeout or can be ended by others, is a way out. A thread of
/// a holder that sleeps without a timeout and with nobody to wake it but its own process is none. Signals, and processes that
/// start and open one of the objects, are not foreseen. All threads of a deadlock were asleep at one moment while the snapshot was taken.
/// </remarks>
public sealed class WaitGraph
{
    private WaitGraph(ImmutableArray<WaitEdge> edges, ImmutableArray<ImmutableArray<IpcWait>> cycles)
    {
        Edges = edges;
        Cycles = cycles;
    }

    /// <summary>Each wait with each of those that can end it, as the snapshot has the waits.</summary>
    public ImmutableArray<WaitEdge> Edges { get; }

    /// <summary>The deadlocks: in each, one waits for the process of the next, and the last for that of the first.</summary>
    public ImmutableArray<ImmutableArray<IpcWait>> Cycles { get; }

    /// <summary>The graph of a snapshot that has waits (<see cref="InspectionDetails.Waits"/>).</summary>
    public static WaitGraph Of(InspectionSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new WaitGraph(
            [.. snapshot.Waits.SelectMany(static wait => wait.Holders.Select(holder => new WaitEdge(wait, holder)))],
            Inspection.Waiting.Deadlocks.Of(snapshot.Waits));
    }
}
