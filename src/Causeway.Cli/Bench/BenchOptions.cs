using Causeway.Cli.Bench.Mechanisms;

namespace Causeway.Cli.Bench;

/// <summary>What <c>causeway bench</c> was asked for.</summary>
/// <param name="Mechanisms">The mechanisms to measure, in order.</param>
/// <param name="Sizes">Bytes of the messages.</param>
/// <param name="Rounds">How many rounds count.</param>
/// <param name="Sample">How long one sample takes.</param>
/// <param name="WarmUp">How long each way of ours runs before.</param>
/// <param name="MemoryOperations">How many operations at the least what they allocate is counted over.</param>
/// <param name="Json">Print a document and not tables.</param>
/// <param name="Csv">Print comma-separated values and not tables.</param>
/// <param name="Plot">Where to write a chart; null for none.</param>
internal sealed record BenchOptions(
    IReadOnlyList<IBenchMechanism> Mechanisms, IReadOnlyList<int> Sizes, int Rounds, TimeSpan Sample, TimeSpan WarmUp, int MemoryOperations,
    bool Json, bool Csv, string? Plot)
{
    /// <summary>The sizes of a full run.</summary>
    public static IReadOnlyList<int> AllSizes { get; } = [64, 1024, 64 * 1024];
}
