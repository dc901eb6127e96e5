namespace Causeway.Cli.Bench.Measuring;

/// <summary>C, ours, C, ours … C: each of ours stands between two of C.</summary>
/// <param name="Baseline">The samples in C, one more than ours.</param>
/// <param name="Ours">Ours, in the order of the subjects.</param>
internal sealed record Round(IReadOnlyList<Measured> Baseline, IReadOnlyList<Measured> Ours)
{
    /// <summary>One of ours over the mean of its two neighbours.</summary>
    public double RatioToC(int subject) => Ours[subject].Value / Neighbours(subject, static one => one.Value);

    /// <summary>The same of wall time.</summary>
    public double WallRatioToC(int subject) => Ours[subject].WallNs / Neighbours(subject, static one => one.WallNs);

    /// <summary>The same of the p99 of a round trip.</summary>
    public double P99RatioToC(int subject) => Ours[subject].Sample.P99 / Neighbours(subject, static one => one.Sample.P99);

    /// <summary>One of ours less the mean of its two neighbours.</summary>
    public double MoreThanC(int subject) => Ours[subject].Value - Neighbours(subject, static one => one.Value);

    /// <summary>Each of C over the one before it.</summary>
    public IEnumerable<double> BaselineRatios(Func<Measured, double> figure) =>
        Baseline.Skip(1).Select((after, index) => figure(after) / figure(Baseline[index]));

    private double Neighbours(int subject, Func<Measured, double> figure) => (figure(Baseline[subject]) + figure(Baseline[subject + 1])) / 2;
}
