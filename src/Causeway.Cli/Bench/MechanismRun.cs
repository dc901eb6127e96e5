using System.Diagnostics;
using Causeway.Cli.Bench.Measuring;
using Causeway.Cli.Bench.Mechanisms;
using Causeway.Cli.Bench.Output;
using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench;

/// <summary>Everything that is measured of one mechanism.</summary>
internal sealed class MechanismRun(
    IBenchMechanism mechanism, BenchOptions options, IReadOnlyList<int> cpus, MachineProbe probe, BaselinePrograms programs, CancellationToken interrupted)
{
    private const int FirstWarmUpCount = 32;

    /// <summary>Long enough for the runtime to take each of its steps between two samples, short enough for many.</summary>
    private static readonly TimeSpan s_warmUpSample = TimeSpan.FromMilliseconds(10);

    /// <summary>Where many operations take the least time, first.</summary>
    private static readonly Metric[] s_fastest = [Metric.Throughput, Metric.Uncontended, Metric.Cpu, Metric.RoundTripSameCore, Metric.Copy];

    private readonly MemoryTally _memory = new(mechanism.Name, options.MemoryOperations);

    /// <summary>The mechanism's.</summary>
    public string Name => mechanism.Name;

    /// <summary>How many cells there are.</summary>
    public int Cells => MetricsHere.Sum(metric => SizesOf(metric).Count);

    /// <summary>What was allocated, once all has run.</summary>
    public IEnumerable<MemoryResult> Memory => _memory.Results;

    /// <summary>Measures cell by cell.</summary>
    public IEnumerable<CellResult> Run(BenchProgress progress)
    {
        SubjectFactory factory = new(mechanism, programs, interrupted);
        CellRunner cells = new(probe, options);
        foreach (IGrouping<Placement, Metric> placed in MetricsHere.GroupBy(static metric => metric.Facts().Placement))
        {
            progress.Prepare(mechanism.Name);
            List<Subject> subjects = [];
            try
            {
                foreach (Way way in (Way[])[Way.C, .. WaysOf(placed.Key)])
                    subjects.Add(Start(factory, way, placed.Key));
                subjects.ForEach(static one => one.AwaitReady());
                foreach (Subject ours in subjects.Skip(1))
                    WarmUp(ours, placed);
                foreach ((Metric metric, int size) in CellsOf(placed))
                {
                    progress.Begin(mechanism.Name, metric, size);
                    CellResult cell = cells.Run(mechanism.Name, metric, size, subjects);
                    _memory.Add(cell);
                    yield return cell;
                    progress.End();
                }

                foreach (Subject ours in subjects.Where(static one => one.Way.IsOurs()))
                    CountMemory(ours, placed);
            }
            finally
            {
                subjects.ForEach(static one => one.Dispose());
            }
        }
    }

    private Subject Start(SubjectFactory factory, Way way, Placement placement) => placement switch
    {
        Placement.Alone => factory.Alone(way, cpus[0]),
        Placement.SameCore => factory.Pair(way, cpus[0], cpus[0]),
        _ => factory.Pair(way, cpus[0], cpus[1]),
    };

    private IReadOnlyList<Metric> MetricsHere =>
        [.. mechanism.Metrics.Where(metric => metric.Facts().Placement != Placement.TwoCores || cpus.Count > 1)];

    private IReadOnlyList<int> SizesOf(Metric metric) => mechanism.SizesOf(metric, options.Sizes);

    private IEnumerable<(Metric Metric, int Size)> CellsOf(IEnumerable<Metric> metrics) =>
        metrics.SelectMany(SizesOf, static (metric, size) => (metric, size));

    private IReadOnlyList<Way> WaysOf(Placement placement) => placement == Placement.Alone ? mechanism.WaysAlone : mechanism.Ways;

    /// <summary>
    /// Until the runtime has compiled what is hot by the profile that it takes first: in three steps, each after a while of
    /// many calls. Short calls with pauses between them do not get it there.
    /// </summary>
    private void WarmUp(Subject subject, IEnumerable<Metric> metrics)
    {
        (Metric Metric, int Size)[] cells = [.. CellsOf(metrics)];
        int[] counts = [.. cells.Select(static _ => FirstWarmUpCount)];
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; Stopwatch.GetElapsedTime(start) < options.WarmUp; call++)
        {
            int at = call % cells.Length;
            Sample sample = subject.Measure(cells[at].Metric, cells[at].Size, counts[at]);
            counts[at] = sample.ElapsedNs < s_warmUpSample.TotalNanoseconds
                ? Math.Min(counts[at] * 2, WorkerLimits.MostOf(cells[at].Metric))
                : Math.Max(counts[at] / 2, 1);
        }
    }

    /// <summary>What rounds there were may be too few to tell what operations allocate: more of those that take the least time.</summary>
    private void CountMemory(Subject subject, IEnumerable<Metric> placed)
    {
        Metric? fastest = s_fastest.Where(metric => MetricsHere.Contains(metric) && WaysOf(metric.Facts().Placement).Contains(subject.Way)).Cast<Metric?>().FirstOrDefault();
        if (fastest is { } metric && placed.Contains(metric))
            _memory.Complete(subject, metric, SizesOf(metric)[0]);
    }
}
