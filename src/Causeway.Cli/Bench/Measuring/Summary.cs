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
        List<WayResult> ways = [PlainOf(metric, Way.C, [.. rounds.SelectMany(static round => round.Baseline.Skip(1))])];
        int? blocking = IndexOf(subjects, Way.Blocking);
        for (int i = 0; i < subjects.Count - 1; i++)
            ways.Add(Judged(mechanism, metric, OursOf(metric, subjects[i + 1].Way, i, blocking, rounds), rounds));
        return new CellResult(mechanism, metric, size, rounds.Length, discarded + taken.Count - rounds.Length, coreClass, BaselineRatioOf(rounds), ways);
    }

    private static WayResult OursOf(Metric metric, Way way, int index, int? blocking, Round[] rounds) =>
        PlainOf(metric, way, [.. rounds.Select(round => round.Ours[index])]) with
        {
            RatioToC = Estimate.Of(rounds.Select(round => round.RatioToC(index))),
            P99RatioToC = metric.IsRoundTrip() ? Estimate.Of(rounds.Select(round => round.P99RatioToC(index))) : null,
            WallRatioToC = metric.IsAlone() ? Estimate.Of(rounds.Select(round => round.WallRatioToC(index))) : null,
            NsMoreThanC = metric == Metric.Uncontended ? Estimate.Of(rounds.Select(round => round.MoreThanC(index))) : null,

            // Both beside C in the same round: what the machine did to the round drops out.
            RatioToBlocking = way is not (Way.C or Way.Blocking) && blocking is { } other
                ? Estimate.Of(rounds.Select(round => round.RatioToC(index) / round.RatioToC(other)))
                : null,
        };

    private static WayResult Judged(string mechanism, Metric metric, WayResult ours, Round[] rounds)
    {
        if (Bar.For(mechanism, metric, ours.Way) is not { } bar || FigureOf(bar, ours) is not { } figure)
            return ours;
        if (MachineFigures.IsDebugBuild)
            return ours with { Verdict = Verdict.Inconclusive };
        Verdict verdict = bar.Judge(figure.Median, BaselineRatioOf(rounds).Median, rounds.Length);
        if (bar.HoldsForWall && ours.WallRatioToC is { } wall)
            verdict = verdict.And(bar.Judge(wall.Median, Estimate.MedianOf(rounds.SelectMany(static round => round.BaselineRatios(static one => one.WallNs))), rounds.Length));
        if (bar.LimitOfP99 is { } limit && ours.P99RatioToC is { } p99)
            verdict = verdict.And((bar with { Limit = limit }).Judge(p99.Median, Estimate.MedianOf(rounds.SelectMany(static round => round.BaselineRatios(static one => one.Sample.P99))), rounds.Length));
        return ours with { Verdict = verdict };
    }

    private static Estimate? FigureOf(Bar bar, WayResult ours) => bar.Of switch
    {
        Yardstick.RatioToBlocking => ours.RatioToBlocking,
        Yardstick.NsMoreThanC => ours.NsMoreThanC,
        Yardstick.MessagesPerSecond => new Estimate(ours.Value, ours.Value, ours.Value),
        Yardstick.WallNanoseconds => ours.WallNs is { } wall ? new Estimate(wall, wall, wall) : null,
        _ => ours.RatioToC,
    };

    private static Estimate BaselineRatioOf(Round[] rounds) => Estimate.Of(rounds.SelectMany(static round => round.BaselineRatios(static one => one.Value)));

    private static WayResult PlainOf(Metric metric, Way way, Measured[] samples)
    {
        return new WayResult(
            way,
            Median(static one => one.Value),
            metric.IsAlone() ? Median(static one => one.WallNs) : null,
            metric.IsRoundTrip() ? Median(static one => one.Sample.P99) : null,
            metric.IsRoundTrip() ? Median(static one => one.Sample.P999) : null,
            samples.Sum(static one => (long)one.Count),
            samples.Sum(static one => one.Sample.AllocatedBytes));

        double Median(Func<Measured, double> figure) => Estimate.MedianOf(samples.Select(figure));
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
