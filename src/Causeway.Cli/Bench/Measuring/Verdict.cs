namespace Causeway.Cli.Bench.Measuring;

/// <summary>What a figure says about its bar.</summary>
internal enum Verdict
{
    /// <summary>There is no bar.</summary>
    None,

    /// <summary>On the right side.</summary>
    Met,

    /// <summary>On the wrong side.</summary>
    Missed,

    /// <summary>The run says nothing: C beside C differed too much, or there were too few rounds.</summary>
    Inconclusive,
}

/// <summary>What people read.</summary>
internal static class Verdicts
{
    /// <summary>A verdict's name in tables and documents; null where there is no bar.</summary>
    public static string? Label(this Verdict verdict) => verdict == Verdict.None ? null : verdict.ToString().ToLowerInvariant();
}
