namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Every mechanism of the benchmark, in its order.</summary>
internal static class BenchCatalog
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IBenchMechanism> All { get; } = [new PipeBench()];
}
