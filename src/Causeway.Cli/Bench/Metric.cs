namespace Causeway.Cli.Bench;

/// <summary>What is measured.</summary>
internal enum Metric
{
    /// <summary>CPU time of one send and one receive, both in one thread.</summary>
    Cpu,

    /// <summary>A message and its answer, two processes on one core.</summary>
    RoundTripSameCore,

    /// <summary>Messages a second, one way, between two processes on two cores.</summary>
    Throughput,

    /// <summary>A message and its answer, two processes on two cores.</summary>
    RoundTripTwoCores,
}

/// <summary>What people read.</summary>
internal static class Metrics
{
    /// <summary>A metric's name in tables, documents and charts.</summary>
    public static string Label(this Metric metric) => metric switch
    {
        Metric.Cpu => "cpu",
        Metric.Throughput => "throughput",
        Metric.RoundTripSameCore => "round-trip-same-core",
        _ => "round-trip-two-cores",
    };

    /// <summary>What it is, for people.</summary>
    public static string Title(this Metric metric) => metric switch
    {
        Metric.Cpu => "CPU time of one send and one receive in one thread",
        Metric.Throughput => "one way, two processes on two cores",
        Metric.RoundTripSameCore => "round trip, two processes on one core",
        _ => "round trip, two processes on two cores",
    };

    /// <summary>What its own figure is in.</summary>
    public static string Unit(this Metric metric) => metric == Metric.Throughput ? "messages/s" : "ns";
}
