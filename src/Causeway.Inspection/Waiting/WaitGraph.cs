using System.Collections.Immutable;
using Causeway.Inspection.Waiting;

namespace Causeway;

/// <summary>Who waits for whom, over all mechanisms, and who never will be served.</summary>
/// <remarks>
/// A deadlock is found where every way out is one of its own waits: each of them is certain (<see cref="IpcWait.IsCertain"/>), and
/// each thread that could end one is in one itself. A thread that runs, or is stopped, or whose wait has a timeout or can be ended by others, is a
/// way out. A thread of a holder that sleeps without a timeout and with nobody to wake it but its own process is none. Where a
/// holder is a guess, or a holder's thread sleeps that may yet go on, it is a possible deadlock and no more. Signals, descriptors on
/// their way through a socket, and processes that start and open one of the objects, are not foreseen. All threads of either kind
/// were asleep at one moment while the snapshot was taken.
/// </remarks>
public sealed class WaitGraph
{
    private WaitGraph(ImmutableArray<WaitEdge> edges, ImmutableArray<IpcWait> waits)
    {
        Edges = edges;
        Cycles = Deadlocks.Of(waits);
        PossibleCycles = Deadlocks.PossibleOf(waits);
    }

    /// <summary>Each wait with each of those that can end it, as the snapshot has the waits.</summary>
    public ImmutableArray<WaitEdge> Edges { get; }

    /// <summary>The deadlocks: in each, one waits for the process of the next, and the last for that of the first.</summary>
    public ImmutableArray<ImmutableArray<IpcWait>> Cycles { get; }

    /// <summary>Cycles that may be deadlocks, and of which that is not certain; none of <see cref="Cycles"/> is among them.</summary>
    public ImmutableArray<ImmutableArray<IpcWait>> PossibleCycles { get; }

    /// <summary>The graph of a snapshot that has waits (<see cref="InspectionDetails.Waits"/>).</summary>
    public static WaitGraph Of(InspectionSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new WaitGraph([.. snapshot.Waits.SelectMany(static wait => wait.Holders.Select(holder => new WaitEdge(wait, holder)))], snapshot.Waits);
    }
}
