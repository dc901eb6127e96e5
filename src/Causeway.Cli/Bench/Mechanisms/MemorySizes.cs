namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>What is measured of memory that processes share.</summary>
internal static class MemorySizes
{
    /// <summary>Of an object that is made, opened or mapped: the less there is to fill with zeros, the more of the time is the call's own.</summary>
    public const int Object = 4096;

    /// <summary>Of the blocks that are copied.</summary>
    private static readonly int[] s_blocks = [4096, 1 << 20];

    /// <summary>By metric.</summary>
    public static IReadOnlyList<int> Of(Metric metric) => metric == Metric.Copy ? s_blocks : [Object];
}
