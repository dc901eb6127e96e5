namespace Causeway.Cli.Bench.Measuring;

/// <summary>A sample with the figure that the metric is about.</summary>
/// <param name="Value">CPU nanoseconds for each operation, messages or bytes a second, or the p50 in nanoseconds.</param>
/// <param name="Count">How many operations there were.</param>
/// <param name="Sample">The rest.</param>
internal readonly record struct Measured(double Value, int Count, Sample Sample)
{
    /// <summary>Wall time for each operation.</summary>
    public double WallNs => (double)Sample.ElapsedNs / Count;

    /// <summary>Takes the metric's figure out of a sample.</summary>
    public static Measured Of(Metric metric, int size, int count, Sample sample) => new(
        metric switch
        {
            Metric.Throughput => count / (sample.ElapsedNs / 1e9),
            Metric.Copy => (double)size * count / (sample.CpuNs / 1e9),
            _ when metric.IsRoundTrip() => sample.P50,
            _ => (double)sample.CpuNs / count,
        },
        count,
        sample);
}
