namespace Causeway.Cli.Bench.Measuring;

/// <summary>What a shared-memory connection must reach: each mechanism of that name has one opponent and one bar for each way.</summary>
internal static class ConnectionBars
{
    /// <summary>The bar of a mechanism, by the way.</summary>
    public static Bar? For(string mechanism, Way way) => (mechanism, way) switch
    {
        _ when !way.IsOurs() => null,
        ("connection" or "connection-256k" or "connection-1m" or "connection-4m", _) => AtLeast(0.95),
        ("connection-spsc" or "connection-spsc-256k" or "connection-spsc-1m" or "connection-spsc-4m", _) => AtLeast(0.95),
        ("connection-kilobyte", _) => AtLeast(0.9),
        ("connection-stream", _) => AtLeast(0.8),
        ("connection-message-queue", _) => AtLeast(5),
        ("connection-zmq", _) => AtLeast(10),
        ("connection-batch" or "connection-batch-64", _) => new Bar(100e6, IsCeiling: false, Of: Yardstick.MessagesPerSecond),
        ("connection-spin", _) => new Bar(1.05),
        ("connection-line", _) => new Bar(2.0),
        ("connection-blocked", Way.Blocking) => new Bar(1.10, LimitOfP99: 1.3),
        ("connection-blocked", Way.Inline) => new Bar(1.6, Of: Yardstick.RatioToBlocking),
        ("connection-blocked", Way.Pool) => new Bar(4.0, Of: Yardstick.RatioToBlocking),
        ("connection-open", _) => new Bar(2_000_000, Of: Yardstick.WallNanoseconds),
        _ => null,
    };

    private static Bar AtLeast(double ratio) => new(ratio, IsCeiling: false);
}
