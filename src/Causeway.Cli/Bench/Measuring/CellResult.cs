namespace Causeway.Cli.Bench.Measuring;

/// <summary>One mechanism, one metric, one size: every way of carrying the message, side by side.</summary>
/// <param name="Mechanism">Its name.</param>
/// <param name="Metric">What was measured.</param>
/// <param name="Size">Bytes of a message.</param>
/// <param name="Rounds">The rounds that count.</param>
/// <param name="Discarded">The rounds thrown away because the cores' distance changed.</param>
/// <param name="CoreClass">How far the two cores are from each other; null where there is one.</param>
/// <param name="BaselineRatio">C beside C.</param>
/// <param name="Ways">C first, then ours.</param>
internal sealed record CellResult(
    string Mechanism, Metric Metric, int Size, int Rounds, int Discarded, string? CoreClass, Estimate BaselineRatio, IReadOnlyList<WayResult> Ways);

/// <summary>One way's figures in a cell.</summary>
/// <param name="Way">Which.</param>
/// <param name="Value">The metric's own figure: CPU nanoseconds, messages a second, or the p50 in nanoseconds.</param>
/// <param name="P99Ns">Of a round trip; the median of the rounds.</param>
/// <param name="P999Ns">Of a round trip; the median of the rounds.</param>
/// <param name="RatioToC">Ours over the mean of the neighbours in C; null for C.</param>
/// <param name="RatioToBlocking">Asynchronous over blocking calls of the same round; null elsewhere.</param>
/// <param name="AllocatedPerMessage">Bytes of managed memory that the process that begins allocates for each message; the median of the rounds.</param>
/// <param name="AllocatedBytes">In all rounds: with what the runtime takes now and then for itself, as for a thread of the pool.</param>
/// <param name="Messages">In all rounds.</param>
/// <param name="Verdict">Of the metric's bar.</param>
internal sealed record WayResult(
    Way Way, double Value, double? P99Ns, double? P999Ns, Estimate? RatioToC, Estimate? RatioToBlocking,
    double AllocatedPerMessage, long AllocatedBytes, long Messages, Verdict Verdict)
{
    /// <summary>The verdict of the bar of 0 bytes: 0 means 0.</summary>
    public Verdict AllocationVerdict => Way == Way.C ? Verdict.None : AllocatedPerMessage == 0 ? Verdict.Met : Verdict.Missed;
}
