namespace Causeway.Cli.Bench.Measuring;

/// <summary>What a ratio must reach.</summary>
/// <param name="Limit">The number.</param>
/// <param name="IsCeiling">Whether the ratio must be at most that, and not at least.</param>
/// <param name="OfBlocking">Whether it is the ratio to our own blocking calls, and not to C.</param>
internal sealed record Bar(double Limit, bool IsCeiling, bool OfBlocking)
{
    /// <summary>How far the median of C beside C may be from 1.</summary>
    public const double SteadyWithin = 0.05;

    /// <summary>With fewer rounds there is no verdict.</summary>
    public const int LeastRounds = 15;

    /// <summary>The bar of a metric, by the way.</summary>
    public static Bar? Of(Metric metric, Way way) => (metric, way) switch
    {
        (_, Way.C) => null,
        (Metric.Cpu, Way.Blocking) => new Bar(1.05, IsCeiling: true, OfBlocking: false),
        (Metric.Cpu, _) => null,
        (Metric.Throughput, _) => new Bar(0.95, IsCeiling: false, OfBlocking: false),
        (_, Way.Blocking) => new Bar(1.05, IsCeiling: true, OfBlocking: false),
        (_, Way.Inline) => new Bar(1.5, IsCeiling: true, OfBlocking: true),
        _ => new Bar(4.0, IsCeiling: true, OfBlocking: true),
    };

    /// <summary>Judges a ratio.</summary>
    /// <param name="ratio">Its median.</param>
    /// <param name="baselineRatio">The median of C beside C.</param>
    /// <param name="rounds">How many there were.</param>
    public Verdict Judge(double ratio, double baselineRatio, int rounds)
    {
        if (rounds < LeastRounds || Math.Abs(baselineRatio - 1) > SteadyWithin)
            return Verdict.Inconclusive;
        return (IsCeiling ? ratio <= Limit : ratio >= Limit) ? Verdict.Met : Verdict.Missed;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{(IsCeiling ? "≤" : "≥")} {Limit:0.00}{(OfBlocking ? " of blocking" : "")}");
}
