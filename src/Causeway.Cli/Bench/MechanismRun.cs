using Causeway.Cli.Bench.Measuring;
using Causeway.Cli.Bench.Mechanisms;
using Causeway.Cli.Bench.Output;
using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench;

/// <summary>Everything that is measured of one mechanism.</summary>
internal sealed class MechanismRun(
    IBenchMechanism mechanism, BenchOptions options, IReadOnlyList<int> cpus, MachineProbe probe, BaselinePrograms programs, CancellationToken interrupted)
{
    /// <summary>How often methods are called before the runtime compiles them for speed, with room.</summary>
    private const int WarmUpCalls = 40;
    private const int WarmUpMessages = 8;

    /// <summary>The runtime compiles in three steps (without and with a profile's counters, then by the profile), each after many calls and a pause; with room.</summary>
    private const int WarmUpPasses = 7;

    /// <summary>The compiler of the runtime waits for 100 ms without new methods before it begins.</summary>
    private static readonly TimeSpan s_compilation = TimeSpan.FromMilliseconds(200);

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
                WarmUp(subjects, [.. placed]);
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

    /// <summary>Until the runtime has compiled what is hot, with the profile it takes first.</summary>
    private void WarmUp(List<Subject> subjects, Metric[] metrics)
    {
        for (int pass = 0; pass < WarmUpPasses; pass++)
        {
            foreach (Subject subject in subjects)
            {
                foreach (Metric metric in metrics)
                {
                    for (int call = 0; call < WarmUpCalls; call++)
                        subject.Measure(metric, Sizes.ElementAt(call % Sizes.Count()), WarmUpMessages);
                }
            }

            interrupted.WaitHandle.WaitOne(s_compilation);
        }
    }

    private enum Placement
    {
        Alone,
        SameCore,
        TwoCores,
    }
}
