using System.Globalization;
using Causeway.Cli.Bench.Measuring;

namespace Causeway.Cli.Bench.Output;

/// <summary>
/// The report as comma-separated values, a line for each way of each cell, and one for what each way of each mechanism
/// allocates: what <c>--csv</c> prints. No value holds a comma.
/// </summary>
internal static class BenchCsv
{
    /// <summary>The first line.</summary>
    public const string Head =
        "mechanism,metric,unit,bytes,way,value,wall_ns,p99_ns,p999_ns,to_c,to_c_low,to_c_high,wall_to_c,ns_more_than_c,to_blocking,bar,bar_of,verdict," +
        "operations,allocated_bytes,rounds,discarded,c_to_c,cores";

    /// <summary>The metric of the lines about what is allocated.</summary>
    public const string Memory = "memory";

    private const int Columns = 24;

    /// <summary>Prints it.</summary>
    public static void Write(BenchReport report)
    {
        Console.Out.WriteLine(Head);
        foreach (CellResult cell in report.Cells)
        {
            foreach (WayResult way in cell.Ways)
                WriteLine(Values(cell, way));
        }

        foreach (MemoryResult memory in report.Memory)
            WriteLine(Values(memory));
    }

    private static void WriteLine(object?[] values)
    {
        Array.Resize(ref values, Columns);
        Console.Out.WriteLine(string.Join(',', values.Select(static one => Convert.ToString(one, CultureInfo.InvariantCulture))));
    }

    private static object?[] Values(CellResult cell, WayResult way)
    {
        var bar = Bar.For(cell.Mechanism, cell.Metric, way.Way);
        return
        [
            cell.Mechanism, cell.Metric.Label(), cell.Metric.Facts().Unit, cell.Size, way.Way.Label(), way.Value, way.WallNs, way.P99Ns, way.P999Ns,
            way.RatioToC?.Median, way.RatioToC?.Low, way.RatioToC?.High, way.WallRatioToC?.Median, way.NsMoreThanC?.Median, way.RatioToBlocking?.Median,
            bar?.Limit, bar?.Of.Label(), way.Verdict.Label(),
            way.Operations, way.AllocatedBytes, cell.Rounds, cell.Discarded, cell.BaselineRatio.Median, cell.CoreClass,
        ];
    }

    private static object?[] Values(MemoryResult memory) =>
    [
        memory.Mechanism, Memory, "bytes/operation", null, memory.Way.Label(), memory.PerOperation, null, null, null,
        null, null, null, null, null, null,
        0, "bytes", memory.Verdict.Label(),
        memory.Operations, memory.AllocatedBytes,
    ];
}
