using System.Globalization;
using Causeway.Cli.Bench.Measuring;

namespace Causeway.Cli.Bench.Output;

/// <summary>The report as comma-separated values, a line for each way of each cell: what <c>--csv</c> prints. No value holds a comma.</summary>
internal static class BenchCsv
{
    /// <summary>The first line.</summary>
    public const string Head =
        "mechanism,metric,unit,bytes,way,value,p99_ns,p999_ns,to_c,to_c_low,to_c_high,to_blocking,bar,bar_of,verdict," +
        "allocated_bytes_per_message,allocation_verdict,rounds,discarded,c_to_c,cores";

    /// <summary>Prints it.</summary>
    public static void Write(BenchReport report)
    {
        Console.Out.WriteLine(Head);
        foreach (CellResult cell in report.Cells)
        {
            foreach (WayResult way in cell.Ways)
                Console.Out.WriteLine(string.Join(',', Values(cell, way).Select(static one => Convert.ToString(one, CultureInfo.InvariantCulture))));
        }
    }

    private static object?[] Values(CellResult cell, WayResult way)
    {
        var bar = Bar.Of(cell.Metric, way.Way);
        return
        [
            cell.Mechanism, cell.Metric.Label(), cell.Metric.Unit(), cell.Size, way.Way.Label(), way.Value, way.P99Ns, way.P999Ns,
            way.RatioToC?.Median, way.RatioToC?.Low, way.RatioToC?.High, way.RatioToBlocking?.Median,
            bar?.Limit, bar is null ? null : bar.OfBlocking ? "blocking" : "C", way.Verdict.Label(),
            way.AllocatedPerMessage, way.AllocationVerdict.Label(), cell.Rounds, cell.Discarded, cell.BaselineRatio.Median, cell.CoreClass,
        ];
    }
}
