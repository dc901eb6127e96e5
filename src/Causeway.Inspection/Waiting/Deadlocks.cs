using System.Collections.Immutable;

namespace Causeway.Inspection.Waiting;

/// <summary>Finds waits that only each other could end. Pure.</summary>
/// <remarks>
/// Begins with all waits that somebody known is to end, and takes out those that have a way out until nothing changes: the
/// greatest set of waits that hold each other. Each of them has a next one in the set, so that following leads into a cycle.
/// A deadlock is what is left of the waits that are certain, where none of a holder's threads can act. What is left of guesses
/// too, or where a holder's thread sleeps that has another way out, is a deadlock that is possible.
/// </remarks>
internal sealed class Deadlocks
{
    private readonly ILookup<int, IpcWait> _ofProcess;
    private readonly bool _isCertain;
    private readonly HashSet<IpcWait> _stuck;

    private Deadlocks(ImmutableArray<IpcWait> waits, bool isCertain)
    {
        _ofProcess = waits.ToLookup(static wait => wait.Process.Id);
        _isCertain = isCertain;
        _stuck = new HashSet<IpcWait>(waits.Where(wait => !wait.CanEndOtherwise && !wait.Holders.IsEmpty && (wait.IsCertain || !isCertain)), ReferenceEqualityComparer.Instance);
        TakeOutThoseWithAWay();
    }

    /// <summary>The cycles, each from its lowest thread on.</summary>
    public static ImmutableArray<ImmutableArray<IpcWait>> Of(ImmutableArray<IpcWait> waits) => new Deadlocks(waits, isCertain: true).Cycles(waits);

    /// <summary>The cycles that are no more than possible.</summary>
    public static ImmutableArray<ImmutableArray<IpcWait>> PossibleOf(ImmutableArray<IpcWait> waits)
    {
        Deadlocks certain = new(waits, isCertain: true), possible = new(waits, isCertain: false);
        return [.. possible.Cycles(waits).Where(cycle => !cycle.All(certain._stuck.Contains))];
    }

    /// <summary>The processes of those that are, or may be, in one or behind one.</summary>
    public static HashSet<int> SuspectsOf(ImmutableArray<IpcWait> waits) => [.. new Deadlocks(waits, isCertain: false)._stuck.Select(static wait => wait.Process.Id)];

    /// <summary>A wait that has a way out is one for those who wait for its process.</summary>
    private void TakeOutThoseWithAWay()
    {
        ILookup<int, IpcWait> waitingFor = _stuck.SelectMany(static wait => wait.Holders, static (wait, holder) => (wait, holder.Id)).ToLookup(static pair => pair.Id, static pair => pair.wait);
        Queue<IpcWait> open = new(_stuck);
        while (open.TryDequeue(out IpcWait? wait))
        {
            if (!_stuck.Contains(wait) || IsStuck(wait))
                continue;
            _stuck.Remove(wait);
            foreach (IpcWait other in waitingFor[wait.Process.Id])
                open.Enqueue(other);
        }
    }

    private bool IsStuck(IpcWait wait)
    {
        // Several may hold one lock by the same description, and any of them let go of it: all must be stuck for certainty.
        if (wait.IsHeld && (wait.HolderThreadId != 0 || !_isCertain))
            return wait.Holders.Any(holder => NextAt(wait, holder) is not null);
        return wait.Holders.All(holder => CannotAct(wait, holder));
    }

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
    private bool IsIdle(IpcWait wait) => !wait.CanEndOtherwise && (wait.IsCertain || !_isCertain) && wait.Holders.All(holder => holder.Id == wait.Process.Id);

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
