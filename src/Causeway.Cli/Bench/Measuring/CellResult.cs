namespace Causeway.Cli.Bench.Measuring;

/// <summary>One mechanism, one metric, one size: every way of doing it, side by side.</summary>
/// <param name="Mechanism">Its name.</param>
/// <param name="Metric">What was measured.</param>
/// <param name="Size">In bytes; 0 where nothing has a size.</param>
/// <param name="Rounds">The rounds that count.</param>
/// <param name="Discarded">The rounds thrown away because the cores' distance changed.</param>
/// <param name="CoreClass">How far the two cores are from each other; null where there is one.</param>
/// <param name="BaselineRatio">C beside C.</param>
/// <param name="Ways">C first, then ours.</param>
internal sealed record CellResult(
    string Mechanism, Metric Metric, int Size, int Rounds, int Discarded, string? CoreClass, Estimate BaselineRatio, IReadOnlyList<WayResult> Ways);

/// <summary>One way's figures in a cell.</summary>
/// <param name="Way">Which.</param>
/// <param name="Value">The metric's own figure: CPU nanoseconds, messages or bytes a second, or the p50 in nanoseconds.</param>
/// <param name="WallNs">Of one operation, where one thread does it; else null.</param>
/// <param name="P99Ns">Of a round trip; the median of the rounds.</param>
/// <param name="P999Ns">Of a round trip; the median of the rounds.</param>
/// <param name="Operations">In all rounds: messages, round trips, or what else the metric is about.</param>
/// <param name="AllocatedBytes">Managed memory that the process that begins allocated in all rounds, for whatever purpose.</param>
internal sealed record WayResult(Way Way, double Value, double? WallNs, double? P99Ns, double? P999Ns, long Operations, long AllocatedBytes)
{
    /// <summary>Ours over the mean of the neighbours in C; null for C.</summary>
    public Estimate? RatioToC { get; init; }

    /// <summary>The same of wall time, where one thread does it.</summary>
    public Estimate? WallRatioToC { get; init; }

    /// <summary>The same of the p99, of a round trip.</summary>
    public Estimate? P99RatioToC { get; init; }

    /// <summary>Ours less the mean of the neighbours in C, where that is what the bar is about.</summary>
    public Estimate? NsMoreThanC { get; init; }

    /// <summary>Asynchronous over blocking calls of the same round; null elsewhere.</summary>
    public Estimate? RatioToBlocking { get; init; }

    /// <summary>Of the metric's bar.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Bytes for each operation.</summary>
    public double AllocatedPerOperation => (double)AllocatedBytes / Operations;
}
