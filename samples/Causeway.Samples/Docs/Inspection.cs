namespace Causeway.Samples.Docs;

/// <summary>What docs/inspection.md quotes.</summary>
public static class Inspection
{
    public static IEnumerable<string> WhoTalksThroughPipes()
    {
        InspectionSnapshot snapshot = Inspector.Take(new InspectionOptions { Kinds = IpcKinds.Of(IpcKind.Pipe, IpcKind.Fifo) });
        foreach (BlindSpot spot in snapshot.BlindSpots)
            yield return spot.Text;
        foreach (PipeObject pipe in snapshot.Objects.OfType<PipeObject>())
        {
            foreach (IpcEnd end in snapshot.EndsOf(pipe))
                yield return $"{pipe.Id}: {end.Process.Id} {end.Process.Command} may {end.Access}";
        }
    }

    public static async Task TellAsync(Action<string> tell, CancellationToken token)
    {
        await foreach (InspectionChange change in Inspector.WatchAsync(interval: TimeSpan.FromSeconds(2), cancellationToken: token))
        {
            if (change.Kind == InspectionChangeKind.ObjectAppeared)
                tell($"{change.Object!.Id} {change.Object.Name}");
        }
    }

    public static IEnumerable<string> Deadlocks() =>
        WaitGraph.Of(Inspector.Take()).Cycles.Select(cycle => string.Join(" waits for ", cycle.Select(wait => wait.Process.Command)));
}
