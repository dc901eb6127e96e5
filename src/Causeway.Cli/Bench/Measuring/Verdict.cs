namespace Causeway.Cli.Bench.Measuring;

/// <summary>What a figure says about its bar; of two, the later one counts.</summary>
internal enum Verdict
{
    /// <summary>There is no bar.</summary>
    None,

    /// <summary>On the right side.</summary>
    Met,

    /// <summary>The run says nothing: C beside C differed too much, or there were too few rounds or operations.</summary>
    Inconclusive,

    /// <summary>On the wrong side.</summary>
    Missed,
}

/// <summary>What people read.</summary>
internal static class Verdicts
{
    /// <summary>A verdict's name in tables and documents; null where there is no bar.</summary>
    public static string? Label(this Verdict verdict) => verdict == Verdict.None ? null : verdict.ToString().ToLowerInvariant();

    /// <summary>The verdict of two figures that must both reach their bar.</summary>
    public static Verdict And(this Verdict one, Verdict other) => (Verdict)Math.Max((int)one, (int)other);
}
