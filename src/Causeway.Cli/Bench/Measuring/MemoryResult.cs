namespace Causeway.Cli.Bench.Measuring;

/// <summary>Managed memory that the hot operations of one mechanism allocated in the process that begins, all of them together.</summary>
/// <param name="Mechanism">Its name.</param>
/// <param name="Way">Which way.</param>
/// <param name="Operations">How many there were, after the warm-up.</param>
/// <param name="AllocatedBytes">By the whole process, for whatever purpose.</param>
internal sealed record MemoryResult(string Mechanism, Way Way, long Operations, long AllocatedBytes)
{
    /// <summary>Of fewer operations there is no verdict.</summary>
    public const int LeastOperations = 1_000_000;

    /// <summary>Bytes for each operation.</summary>
    public double PerOperation => (double)AllocatedBytes / Operations;

    /// <summary>Of the bar: 0 means 0.</summary>
    public Verdict Verdict =>
        MachineFigures.IsDebugBuild || Operations < LeastOperations ? Verdict.Inconclusive
        : AllocatedBytes == 0 ? Verdict.Met
        : Verdict.Missed;
}
