using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Measuring;

/// <summary>Adds up what the hot operations of one mechanism allocate: all of all rounds, and more where those are too few.</summary>
/// <param name="mechanism">Its name.</param>
/// <param name="wanted">How many operations there shall be of each way.</param>
internal sealed class MemoryTally(string mechanism, int wanted)
{
    /// <summary>Few enough that the slowest round trips do not look like a worker that hangs.</summary>
    private const int MostAtOnce = 100_000;

    private readonly SortedDictionary<Way, MemoryResult> _results = [];

    /// <summary>What there is of each way.</summary>
    public IEnumerable<MemoryResult> Results => _results.Values;

    /// <summary>Adds a cell, unless its operations make objects.</summary>
    public void Add(CellResult cell)
    {
        if (!cell.Metric.IsHot())
            return;
        foreach (WayResult way in cell.Ways.Where(static one => one.Way.IsOurs()))
            Add(way.Way, way.Operations, way.AllocatedBytes);
    }

    /// <summary>Has more done until there are as many as shall be.</summary>
    public void Complete(Subject subject, Metric metric, int size)
    {
        while (OperationsOf(subject.Way) < wanted)
        {
            int count = (int)Math.Min(wanted - OperationsOf(subject.Way), MostAtOnce);
            Add(subject.Way, count, subject.Measure(metric, size, count).AllocatedBytes);
        }
    }

    private long OperationsOf(Way way) => _results.TryGetValue(way, out MemoryResult? result) ? result.Operations : 0;

    private void Add(Way way, long operations, long bytes)
    {
        MemoryResult before = _results.GetValueOrDefault(way) ?? new MemoryResult(mechanism, way, 0, 0);
        _results[way] = before with { Operations = before.Operations + operations, AllocatedBytes = before.AllocatedBytes + bytes };
    }
}
