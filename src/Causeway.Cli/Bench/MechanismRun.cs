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

    /// <summary>The mechanism's.</summary>
    public string Name => mechanism.Name;

    /// <summary>How many cells there are.</summary>
    public int Cells => MetricsHere().Count() * Sizes.Count();

    /// <summary>Measures cell by cell.</summary>
    public IEnumerable<CellResult> Run(BenchProgress progress)
    {
        SubjectFactory factory = new(mechanism, programs, interrupted);
        CellRunner cells = new(probe, options);
        foreach (IGrouping<Placement, Metric> placed in MetricsHere().GroupBy(PlacementOf))
        {
            progress.Prepare(mechanism.Name);
            List<Subject> subjects = [];
            try
            {
                foreach (Way way in WaysOf(placed.Key))
                    subjects.Add(Start(factory, way, placed.Key));
                subjects.ForEach(static one => one.AwaitReady());
                foreach (Subject ours in subjects.Where(static one => one.Way != Way.C))
                    WarmUp(ours, [.. placed]);
                foreach (Metric metric in placed)
                {
                    foreach (int size in Sizes)
                    {
                        progress.Begin(mechanism.Name, metric, size);
                        yield return cells.Run(mechanism.Name, metric, size, subjects);
                        progress.End();
                    }
                }
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

    private IEnumerable<int> Sizes => options.Sizes.Select(size => Math.Min(size, mechanism.MaxMessageBytes)).Distinct();

    private IEnumerable<Metric> MetricsHere() => Enum.GetValues<Metric>().Where(metric => PlacementOf(metric) != Placement.TwoCores || cpus.Count > 1);

    private static Placement PlacementOf(Metric metric) => metric switch
    {
        Metric.Cpu => Placement.Alone,
        Metric.RoundTripSameCore => Placement.SameCore,
        _ => Placement.TwoCores,
    };

    private IEnumerable<Way> WaysOf(Placement placement)
    {
        yield return Way.C;
        yield return Way.Blocking;
        if (placement == Placement.Alone)
            yield break;
        if (mechanism.HasInline)
            yield return Way.Inline;
        yield return Way.Pool;
    }

    /// <summary>
    /// Until the runtime has compiled what is hot by the profile that it takes first: in three steps, each after a while of
    /// many calls. Short calls with pauses between them do not get it there.
    /// </summary>
    private void WarmUp(Subject subject, Metric[] metrics)
    {
        int count = FirstWarmUpCount;
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; Stopwatch.GetElapsedTime(start) < options.WarmUp; call++)
        {
            Sample sample = subject.Measure(metrics[call % metrics.Length], Sizes.ElementAt(call % Sizes.Count()), count);
            if (sample.ElapsedNs < s_warmUpSample.TotalNanoseconds)
                count = Math.Min(count * 2, WorkerLimits.Count);
            else
                count = Math.Max(count / 2, 1);
        }
    }

    private enum Placement
    {
        Alone,
        SameCore,
        TwoCores,
    }
}
