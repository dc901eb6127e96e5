using Causeway.Cli.Bench.Output.Chart;
using Causeway.Cli.Output;

namespace Causeway.Cli.Bench.Output;

/// <summary>Prints a report in the form that was asked for.</summary>
internal static class BenchOutput
{
    /// <summary>Prints it, and writes the chart.</summary>
    /// <returns>Whether the chart could be written; why not is said on standard error.</returns>
    public static bool TryWrite(BenchOptions options, BenchReport report)
    {
        if (options.Json)
            BenchDocument.Write(report);
        else if (options.Csv)
            BenchCsv.Write(report);
        else
            BenchTable.Write(report);
        foreach ((string mechanism, string reason) in report.Failures)
            Console.Error.WriteLine($"causeway: {mechanism}: {reason}");
        return options.Plot is not { } path || report.Cells.Count == 0 || TryPlot(path, report);
    }

    private static bool TryPlot(string path, BenchReport report)
    {
        try
        {
            BenchChart.Write(path, report);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"causeway: --plot {PrintableText.Of($"{path}: {e.Message}")}");
            return false;
        }
    }
}
