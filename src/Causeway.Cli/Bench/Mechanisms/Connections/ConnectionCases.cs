namespace Causeway.Cli.Bench.Mechanisms.Connections;

/// <summary>Every opponent of a shared-memory connection.</summary>
internal static class ConnectionCases
{
    private const int Word = 64;
    private const int Kilobyte = 1 << 10;
    private const int Megabyte = 1 << 20;
    private const int Block = 64 * Kilobyte;

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<ConnectionCase> All { get; } =
    [
        Ring("connection", Word, 2 * Megabyte) with { Ways = [Way.Blocking, Way.Runtime, Way.RuntimeSocket] },
        Ring("connection-256k", Word, 256 * Kilobyte),
        Ring("connection-1m", Word, Megabyte),
        Ring("connection-4m", Word, 4 * Megabyte),
        Queue("connection-spsc", 2 * Megabyte),
        Queue("connection-spsc-256k", 256 * Kilobyte),
        Queue("connection-spsc-1m", Megabyte),
        Queue("connection-spsc-4m", 4 * Megabyte),
        Ring("connection-kilobyte", Kilobyte, 2 * Megabyte),
        Batches("connection-batch", 16),
        Batches("connection-batch-64", 64),
        OneWay("connection-message-queue", "boost_queue", Word),
        OneWay("connection-zmq", "zmq_ipc", Word),
        OneWay("connection-nng", "nng_ipc", Word),
        OneWay("connection-stream", "copy", Block) with { Mode = SharedConnectionMode.Stream, Ways = [Way.Blocking, Way.Runtime, Way.RuntimeSocket] },
        Ring("connection-stream-ring", Block, 2 * Megabyte) with { Mode = SharedConnectionMode.Stream },
        new("connection-spin", "ring", Word, Metric.RoundTripTwoCores) { Arguments = ["spin"], Spin = Timeout.InfiniteTimeSpan },
        new("connection-line", "line", Word, Metric.RoundTripTwoCores) { Spin = Timeout.InfiniteTimeSpan },
        new("connection-blocked", "futex", Word, Metric.RoundTripSameCore, Metric.RoundTripTwoCores)
        {
            Ways = [Way.Blocking, Way.Inline, Way.Pool, Way.Runtime, Way.RuntimeSocket], Spin = TimeSpan.Zero,
        },
        new("connection-asleep", "ring", Word, Metric.RoundTripSameCore, Metric.RoundTripTwoCores) { Arguments = ["sleep"], Spin = TimeSpan.Zero },
        new("connection-open", "connection_open", Word, Metric.Open) { RingBytes = Megabyte },
    ];

    private static ConnectionCase OneWay(string name, string baseline, int size) =>
        new(name, baseline, size, Metric.Throughput) { Priority = SharedConnectionPriority.Throughput };

    private static ConnectionCase Ring(string name, int size, int ringBytes) =>
        OneWay(name, "ring", size) with { Arguments = ["one-way"], RingBytes = ringBytes };

    private static ConnectionCase Queue(string name, int ringBytes) =>
        OneWay(name, FormattableString.Invariant($"boost_spsc-{ringBytes}"), Word) with { RingBytes = ringBytes };

    private static ConnectionCase Batches(string name, int messages) =>
        OneWay(name, "ring", Word) with { Arguments = [FormattableString.Invariant($"batch-{messages}")], Batch = messages };
}
