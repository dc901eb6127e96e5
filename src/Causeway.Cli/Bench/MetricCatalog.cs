using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench;

/// <summary>The facts, by metric.</summary>
internal static class MetricCatalog
{
    private const string Nanoseconds = "ns";

    /// <summary>Those of what carries messages.</summary>
    public static IReadOnlyList<Metric> OfMessages { get; } = [Metric.Cpu, Metric.RoundTripSameCore, Metric.Throughput, Metric.RoundTripTwoCores];

    private static readonly Dictionary<Metric, MetricFacts> s_facts = new()
    {
        [Metric.Cpu] = new("cpu", "CPU time of one send and one receive in one thread", Nanoseconds, Placement.Alone, WorkerVerb.Alone),
        [Metric.Uncontended] = new("uncontended", "CPU time of a lock and an unlock, or a post and a wait, that nobody else wants", Nanoseconds, Placement.Alone, WorkerVerb.Alone),
        [Metric.Create] = new("create", "CPU time of making an object and removing it", Nanoseconds, Placement.Alone, WorkerVerb.Create),
        [Metric.Open] = new("open", "CPU time of opening an object and closing it", Nanoseconds, Placement.Alone, WorkerVerb.Open),
        [Metric.Attach] = new("attach", "CPU time of mapping an object and unmapping it", Nanoseconds, Placement.Alone, WorkerVerb.Attach),
        [Metric.Spawn] = new("spawn", "CPU time of starting a program and waiting for its end, the program's own included", Nanoseconds, Placement.Alone, WorkerVerb.Spawn),
        [Metric.Copy] = new("copy", "copying blocks into a mapping, by CPU time", "bytes/s", Placement.Alone, WorkerVerb.Copy),
        [Metric.RoundTripSameCore] = new("round-trip-same-core", "round trip, two processes on one core", Nanoseconds, Placement.SameCore, WorkerVerb.Ping, WorkerVerb.Pong),
        [Metric.Throughput] = new("throughput", "one way, two processes on two cores", "messages/s", Placement.TwoCores, WorkerVerb.Send, WorkerVerb.Drain),
        [Metric.RoundTripTwoCores] = new("round-trip-two-cores", "round trip, two processes on two cores", Nanoseconds, Placement.TwoCores, WorkerVerb.Ping, WorkerVerb.Pong),
    };

    /// <summary>What belongs to it.</summary>
    public static MetricFacts Facts(this Metric metric) => s_facts[metric];

    /// <summary>Its name in tables, documents and charts.</summary>
    public static string Label(this Metric metric) => s_facts[metric].Label;

    /// <summary>Whether one thread does all of it: then it is CPU time that counts, and wall time is printed beside it.</summary>
    public static bool IsAlone(this Metric metric) => s_facts[metric].Placement == Placement.Alone;

    /// <summary>Whether it has a p50, a p99 and a p99.9.</summary>
    public static bool IsRoundTrip(this Metric metric) => metric is Metric.RoundTripSameCore or Metric.RoundTripTwoCores;

    /// <summary>Whether more is better.</summary>
    public static bool IsRate(this Metric metric) => metric is Metric.Throughput or Metric.Copy;

    /// <summary>Whether nothing is made by it, so that nothing needs to be allocated.</summary>
    public static bool IsHot(this Metric metric) => metric is not (Metric.Create or Metric.Open or Metric.Attach or Metric.Spawn);
}
