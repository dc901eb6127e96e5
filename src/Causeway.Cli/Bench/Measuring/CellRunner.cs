using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Measuring;

/// <summary>Measures one cell by the rules: C and ours by turns, and the cores' distance before and after each round.</summary>
internal sealed class CellRunner(MachineProbe probe, BenchOptions options)
{
    private const int FirstCount = 32;
    private const int FarFromC = 3;
    private const int CalibrationTries = 3;

    /// <summary>How many rounds at the most are thrown away, for each that is wanted.</summary>
    private const int Patience = 2;

    /// <summary>Measures.</summary>
    /// <param name="mechanism">Its name.</param>
    /// <param name="metric">What to measure.</param>
    /// <param name="size">In bytes; 0 where nothing has a size.</param>
    /// <param name="subjects">C first, then ours.</param>
    public CellResult Run(string mechanism, Metric metric, int size, IReadOnlyList<Subject> subjects)
    {
        int[] counts = [.. subjects.Select(subject => Calibrate(subject, metric, size))];

        // The same work as in C; what is asynchronous, or compared with something much slower, may be far from that.
        for (int i = 0; i < subjects.Count; i++)
            counts[i] = subjects[i].Way == Way.Blocking && counts[i] < counts[0] * FarFromC ? counts[0] : counts[i];
        List<(string? CoreClass, Round Round)> rounds = [];
        int discarded = 0;
        Measured last = Measure(0);
        while (OfOneClass(rounds) < options.Rounds && rounds.Count + discarded < options.Rounds * (1 + Patience))
        {
            string? before = CoreClass(metric);
            Round round = Take();
            if (CoreClass(metric) == before)
                rounds.Add((before, round));
            else
                discarded++;
            last = round.Baseline[^1];
        }

        return Summary.Of(mechanism, metric, size, subjects, rounds, discarded);

        Measured Measure(int subject) => Measured.Of(metric, size, counts[subject], subjects[subject].Measure(metric, size, counts[subject]));

        Round Take()
        {
            List<Measured> baseline = [last];
            List<Measured> ours = [];
            for (int subject = 1; subject < subjects.Count; subject++)
            {
                ours.Add(Measure(subject));
                baseline.Add(Measure(0));
            }

            return new Round(baseline, ours);
        }
    }

    /// <summary>Between near cores and far ones there is nothing to average: as many rounds as are wanted are of the same kind.</summary>
    private static int OfOneClass(List<(string? CoreClass, Round Round)> rounds) =>
        rounds.Count == 0 ? 0 : rounds.CountBy(static one => one.CoreClass ?? "").Max(static one => one.Value);

    private string? CoreClass(Metric metric) => metric.Facts().Placement == Placement.TwoCores ? MachineProbe.ClassOf(probe.Ask("line")) : null;

    /// <summary>How many operations take as long as a sample shall.</summary>
    private int Calibrate(Subject subject, Metric metric, int size)
    {
        double wanted = options.Sample.TotalNanoseconds;
        int count = FirstCount;
        int most = WorkerLimits.MostOf(metric);
        while (true)
        {
            // The best of some: one interruption of either process looks like thousands of the fastest operations.
            double elapsed = Enumerable.Range(0, CalibrationTries).Min(_ => (double)subject.Measure(metric, size, count).ElapsedNs);
            if (elapsed >= wanted / 4 || count == most)
                return (int)Math.Clamp(count * wanted / elapsed, 1, most);
            count = Math.Min(count * 2, most);
        }
    }
}
