namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>A mechanism that carries messages.</summary>
internal interface IMessageBench : IBenchMechanism
{
    /// <summary>The longest message that it takes here without anybody changing a limit.</summary>
    int MaxMessageBytes => int.MaxValue;

    IReadOnlyList<Metric> IBenchMechanism.Metrics => MetricCatalog.OfMessages;

    IReadOnlyList<Way> IBenchMechanism.Ways => [Way.Blocking, Way.Inline, Way.Pool];

    IReadOnlyList<int> IBenchMechanism.SizesOf(Metric metric, IReadOnlyList<int> messages) =>
        [.. messages.Select(size => Math.Min(size, MaxMessageBytes)).Distinct()];
}
