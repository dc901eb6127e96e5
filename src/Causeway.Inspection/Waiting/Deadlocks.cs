using System.Collections.Immutable;

namespace Causeway.Inspection.Waiting;

/// <summary>Finds waits that only each other could end. Pure.</summary>
/// <remarks>
/// Begins with all waits that somebody known is to end, and takes out those that have a way out until nothing changes: the
/// greatest set of waits that hold each other. Each of them has a next one in the set, so that following leads into a cycle.
/// </remarks>
internal sealed class Deadlocks
{
    private readonly ILookup<int, IpcWait> _ofProcess;
    private readonly HashSet<IpcWait> _stuck;

    private Deadlocks(ImmutableArray<IpcWait> waits)
    {
        _ofProcess = waits.ToLookup(static wait => wait.Process.Id);
        _stuck = new HashSet<IpcWait>(waits.Where(static wait => !wait.CanEndOtherwise && !wait.Holders.IsEmpty), ReferenceEqualityComparer.Instance);
    }

    /// <summary>The cycles, each from its lowest thread on.</summary>
    public static ImmutableArray<ImmutableArray<IpcWait>> Of(ImmutableArray<IpcWait> waits)
    {
        Deadlocks deadlocks = new(waits);
        while (deadlocks._stuck.RemoveWhere(wait => !deadlocks.IsStuck(wait)) > 0)
        {
        }

        return deadlocks.Cycles(waits);
    }

    private bool IsStuck(IpcWait wait) => wait.IsHeld
        ? wait.Holders.Any(holder => NextAt(wait, holder) is not null)
        : wait.Holders.All(holder => CannotAct(wait, holder));

    /// <summary>The wait of a holder that keeps it from letting go.</summary>
    private IpcWait? NextAt(IpcWait wait, InspectedProcess holder)
    {
        IEnumerable<IpcWait> waits = _ofProcess[holder.Id].Where(_stuck.Contains);
        if (wait.HolderThreadId != 0)
            return waits.FirstOrDefault(one => one.ThreadId == wait.HolderThreadId);

        // Any thread may let go of what a process holds: of a lock that is unlikely of one that waits for something else, but one that runs may.
        return _ofProcess[holder.Id].Count() >= holder.Threads ? waits.FirstOrDefault() : null;
    }

    /// <summary>Whether no thread of a process will do anything for this wait.</summary>
    private bool CannotAct(IpcWait wait, InspectedProcess holder)
    {
        if (_ofProcess[holder.Id].Count() < holder.Threads)
            return false;

        // Its own process's other threads may, and a signal's handler.
        if (holder.Id == wait.Process.Id)
            return holder.Threads == 1;
        return _ofProcess[holder.Id].Any(_stuck.Contains) && _ofProcess[holder.Id].All(one => _stuck.Contains(one) || IsIdle(one));
    }

    /// <summary>A thread that does nothing before its own process tells it to.</summary>
    private static bool IsIdle(IpcWait wait) => !wait.CanEndOtherwise && wait.Holders.All(holder => holder.Id == wait.Process.Id);

    private ImmutableArray<ImmutableArray<IpcWait>> Cycles(ImmutableArray<IpcWait> waits)
    {
        HashSet<IpcWait> seen = new(ReferenceEqualityComparer.Instance);
        ImmutableArray<ImmutableArray<IpcWait>>.Builder cycles = ImmutableArray.CreateBuilder<ImmutableArray<IpcWait>>();
        foreach (IpcWait first in waits)
        {
            List<IpcWait> path = [];
            IpcWait? wait = _stuck.Contains(first) ? first : null;
            while (wait is not null && seen.Add(wait))
            {
                path.Add(wait);
                wait = NextOf(wait);
            }

            // What was met before on another path leads to a cycle that is known.
            int start = wait is null ? -1 : path.FindIndex(one => ReferenceEquals(one, wait));
            if (start >= 0)
                cycles.Add(FromLowest(path[start..]));
        }

        return cycles.DrainToImmutable();
    }

    private IpcWait? NextOf(IpcWait wait)
    {
        foreach (InspectedProcess holder in wait.Holders)
        {
            if (NextAt(wait, holder) is { } next)
                return next;
        }

        return null;
    }

    private static ImmutableArray<IpcWait> FromLowest(List<IpcWait> cycle)
    {
        int lowest = cycle.IndexOf(cycle.MinBy(static wait => wait.ThreadId)!);
        return [.. cycle[lowest..], .. cycle[..lowest]];
    }
}
