namespace Causeway.Cli.Bench.Output;

/// <summary>Prints a report in the form that was asked for.</summary>
internal static class BenchOutput
{
    /// <summary>Prints it.</summary>
    public static void Write(BenchOptions options, BenchReport report)
    {
        BenchTable.Write(report);
        foreach ((string mechanism, string reason) in report.Failures)
            Console.Error.WriteLine($"causeway: {mechanism}: {reason}");
    }
}
