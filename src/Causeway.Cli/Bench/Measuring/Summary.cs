using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Measuring;

/// <summary>From rounds to figures and verdicts.</summary>
internal static class Summary
{
    /// <summary>Sums a cell up.</summary>
    /// <exception cref="InvalidOperationException">No round is left.</exception>
    public static CellResult Of(
        string mechanism, Metric metric, int size, IReadOnlyList<Subject> subjects, IReadOnlyList<(string? CoreClass, Round Round)> taken, int discarded)
    {
        if (taken.Count == 0)
            throw new InvalidOperationException($"the two cores' distance changed in each of {discarded} rounds; run again on a quieter machine");

        // Between near cores and far ones there is nothing to average: the rarer kind is thrown away too.
        string? coreClass = taken.GroupBy(static one => one.CoreClass).MaxBy(static group => group.Count())!.Key;
        Round[] rounds = [.. taken.Where(one => one.CoreClass == coreClass).Select(static one => one.Round)];
        var baselineRatio = Estimate.Of(rounds.SelectMany(static round => round.BaselineRatios));
        List<WayResult> ways = [BaselineOf(metric, rounds)];
        int? blocking = IndexOf(subjects, Way.Blocking);
        for (int i = 0; i < subjects.Count - 1; i++)
            ways.Add(OursOf(metric, subjects[i + 1].Way, i, blocking, rounds, baselineRatio));
        return new CellResult(mechanism, metric, size, rounds.Length, discarded + taken.Count - rounds.Length, coreClass, baselineRatio, ways);
    }

    private static WayResult BaselineOf(Metric metric, Round[] rounds)
    {
        Measured[] samples = [.. rounds.SelectMany(static round => round.Baseline.Skip(1))];
        return WayOf(metric, Way.C, samples);
    }

    private static WayResult OursOf(Metric metric, Way way, int index, int? blocking, Round[] rounds, Estimate baselineRatio)
    {
        WayResult plain = WayOf(metric, way, [.. rounds.Select(round => round.Ours[index])]);
        var toC = Estimate.Of(rounds.Select(round => round.RatioToC(index)));

        // Both beside C in the same round: what the machine did to the round drops out.
        Estimate? toBlocking = way is Way.Inline or Way.Pool && blocking is { } other
            ? Estimate.Of(rounds.Select(round => round.RatioToC(index) / round.RatioToC(other)))
            : null;
        Verdict verdict = Verdict.None;
        if (Bar.Of(metric, way) is { } bar && (bar.OfBlocking ? toBlocking : toC) is { } ratio)
            verdict = MachineFigures.IsDebugBuild ? Verdict.Inconclusive : bar.Judge(ratio.Median, baselineRatio.Median, rounds.Length);
        return plain with { RatioToC = toC, RatioToBlocking = toBlocking, Verdict = verdict };
    }

    private static WayResult WayOf(Metric metric, Way way, Measured[] samples)
    {
        bool isRoundTrip = metric is Metric.RoundTripSameCore or Metric.RoundTripTwoCores;
        return new WayResult(
            way,
            Estimate.MedianOf(samples.Select(static one => one.Value)),
            isRoundTrip ? Estimate.MedianOf(samples.Select(static one => (double)one.Sample.P99)) : null,
            isRoundTrip ? Estimate.MedianOf(samples.Select(static one => (double)one.Sample.P999)) : null,
            RatioToC: null,
            RatioToBlocking: null,
            Estimate.MedianOf(samples.Select(static one => (double)one.Sample.AllocatedBytes / one.Count)),
            samples.Sum(static one => one.Sample.AllocatedBytes),
            samples.Sum(static one => (long)one.Count),
            Verdict.None);
    }

    private static int? IndexOf(IReadOnlyList<Subject> subjects, Way way)
    {
        for (int i = 1; i < subjects.Count; i++)
        {
            if (subjects[i].Way == way)
                return i - 1;
        }

        return null;
    }
}
