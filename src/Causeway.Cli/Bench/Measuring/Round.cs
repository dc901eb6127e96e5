namespace Causeway.Cli.Bench.Measuring;

/// <summary>C, ours, C, ours … C: each of ours stands between two of C.</summary>
/// <param name="Baseline">The samples in C, one more than ours.</param>
/// <param name="Ours">Ours, in the order of the subjects.</param>
internal sealed record Round(IReadOnlyList<Measured> Baseline, IReadOnlyList<Measured> Ours)
{
    /// <summary>One of ours over the mean of its two neighbours.</summary>
    public double RatioToC(int subject) => Ours[subject].Value / ((Baseline[subject].Value + Baseline[subject + 1].Value) / 2);

    /// <summary>Each of C over the one before it.</summary>
    public IEnumerable<double> BaselineRatios => Baseline.Skip(1).Select((after, index) => after.Value / Baseline[index].Value);
}

/// <summary>A sample with the figure that the metric is about.</summary>
/// <param name="Value">CPU nanoseconds for each message, messages a second, or the p50 in nanoseconds.</param>
/// <param name="Count">How many messages there were.</param>
/// <param name="Sample">The rest.</param>
internal readonly record struct Measured(double Value, int Count, Sample Sample)
{
    /// <summary>Takes the metric's figure out of a sample.</summary>
    public static Measured Of(Metric metric, int count, Sample sample) => new(
        metric switch
        {
            Metric.Cpu => (double)sample.CpuNs / count,
            Metric.Throughput => count / (sample.ElapsedNs / 1e9),
            _ => sample.P50,
        },
        count,
        sample);
}
