namespace Causeway.Cli.Bench.Mechanisms.Connections;

/// <summary>One comparison of a shared-memory connection with one opponent.</summary>
/// <param name="Name">What <c>--only</c> calls it.</param>
/// <param name="Baseline">The opponent's file of <c>bench/</c>.</param>
/// <param name="Size">Bytes of the messages; 0 where there is none.</param>
/// <param name="Metrics">What is measured.</param>
internal sealed record ConnectionCase(string Name, string Baseline, int Size, params IReadOnlyList<Metric> Metrics)
{
    /// <summary>What precedes the names among the opponent's arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The ways of ours.</summary>
    public IReadOnlyList<Way> Ways { get; init; } = [Way.Blocking];

    /// <summary>How long ours looks before it sleeps; null: as long as pays off.</summary>
    public TimeSpan? Spin { get; init; }

    /// <summary>What ours is tuned for.</summary>
    public SharedConnectionPriority Priority { get; init; } = SharedConnectionPriority.Latency;

    /// <summary>How many messages are sent at once; 0: one by one.</summary>
    public int Batch { get; init; }

    /// <summary>Messages or a stream.</summary>
    public SharedConnectionMode Mode { get; init; } = SharedConnectionMode.Messages;

    /// <summary>The size of each ring, here and in C.</summary>
    public int RingBytes { get; init; } = 2 << 20;

    /// <summary>Ours, at either side.</summary>
    public SharedConnectionOptions Options(Way way) => new()
    {
        RingBytes = RingBytes,
        Spin = Spin,
        Priority = Priority,
        Mode = Mode,
        InlineContinuations = way == Way.Inline,
    };
}
