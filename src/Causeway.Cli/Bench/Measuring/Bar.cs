namespace Causeway.Cli.Bench.Measuring;

/// <summary>What a figure must reach.</summary>
/// <param name="Limit">The number.</param>
/// <param name="IsCeiling">Whether the figure must be at most that, and not at least.</param>
/// <param name="Of">Which figure.</param>
/// <param name="HoldsForWall">Whether wall time must reach it too.</param>
/// <param name="LimitOfP99">What the p99 over that of C must be at most; null where that does not matter.</param>
internal sealed record Bar(double Limit, bool IsCeiling = true, Yardstick Of = Yardstick.RatioToC, bool HoldsForWall = false, double? LimitOfP99 = null)
{
    private const string NamedObjects = "named-";
    private const string Connections = "connection";

    /// <summary>How far the median of C beside C may be from 1.</summary>
    public const double SteadyWithin = 0.05;

    /// <summary>With fewer rounds there is no verdict.</summary>
    public const int LeastRounds = 15;

    /// <summary>The bar of a mechanism's metric, by the way.</summary>
    public static Bar? For(string mechanism, Metric metric, Way way) =>
        mechanism.StartsWith(NamedObjects, StringComparison.Ordinal) ? ForNamed(metric, way)
        : mechanism.StartsWith(Connections, StringComparison.Ordinal) ? ConnectionBars.For(mechanism, way)
        : For(metric, way);

    /// <summary>The bar of a metric, by the way.</summary>
    public static Bar? For(Metric metric, Way way) => (metric, way) switch
    {
        (_, Way.C) => null,
        (Metric.Throughput or Metric.Copy, _) => new Bar(0.95, IsCeiling: false),
        (Metric.Uncontended, _) => new Bar(3, Of: Yardstick.NsMoreThanC),
        (Metric.Create or Metric.Open or Metric.Attach, _) => new Bar(1.2, HoldsForWall: true),
        (Metric.Spawn, Way.Blocking) => new Bar(1.1, HoldsForWall: true),
        (Metric.Spawn, _) => new Bar(1, IsCeiling: false, Of: Yardstick.RatioToBlocking),
        (_, Way.Blocking) => new Bar(1.05),
        (Metric.Cpu, _) => null,
        (_, Way.Inline) => new Bar(1.5, Of: Yardstick.RatioToBlocking),
        _ => new Bar(4.0, Of: Yardstick.RatioToBlocking),
    };

    /// <summary>
    /// Of named objects: more than libc's, as they survive every death, but not more than three times as much; opening one joins it.
    /// </summary>
    private static Bar? ForNamed(Metric metric, Way way) => (metric, way) switch
    {
        (Metric.Uncontended, Way.Blocking) => new Bar(3),
        (Metric.Uncontended, Way.Runtime) => new Bar(20, IsCeiling: false, Of: Yardstick.RatioToBlocking),
        (Metric.Open, Way.Blocking) => new Bar(100_000, Of: Yardstick.WallNanoseconds),
        (Metric.RoundTripSameCore, Way.Blocking) => new Bar(1.3),
        (_, Way.Inline) => new Bar(1.6, Of: Yardstick.RatioToBlocking),
        _ => null,
    };

    /// <summary>Judges a figure.</summary>
    /// <param name="figure">Its median.</param>
    /// <param name="baselineRatio">The median of C beside C.</param>
    /// <param name="rounds">How many there were.</param>
    public Verdict Judge(double figure, double baselineRatio, int rounds)
    {
        if (rounds < LeastRounds || Math.Abs(baselineRatio - 1) > SteadyWithin)
            return Verdict.Inconclusive;
        return (IsCeiling ? figure <= Limit : figure >= Limit) ? Verdict.Met : Verdict.Missed;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string sign = IsCeiling ? "≤" : "≥";
        return Of switch
        {
            Yardstick.NsMoreThanC => FormattableString.Invariant($"{sign} C + {Limit:0.#} ns"),
            Yardstick.MessagesPerSecond => FormattableString.Invariant($"{sign} {Limit:#,0}/s"),
            Yardstick.WallNanoseconds => FormattableString.Invariant($"{sign} {Limit:#,0} ns"),
            Yardstick.RatioToBlocking => FormattableString.Invariant($"{sign} {Limit:0.00} of blocking"),
            _ => FormattableString.Invariant($"{sign} {Limit:0.00}{(HoldsForWall ? ", wall too" : "")}{(LimitOfP99 is { } p99 ? FormattableString.Invariant($", p99 {sign} {p99:0.00}") : "")}"),
        };
    }
}
