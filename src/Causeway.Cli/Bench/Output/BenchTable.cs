using System.Globalization;
using Causeway.Cli.Bench.Measuring;
using Causeway.Cli.Output;
using Spectre.Console;

namespace Causeway.Cli.Bench.Output;

/// <summary>The report as tables, one for each metric, under what the machine gives.</summary>
internal static class BenchTable
{
    /// <summary>Prints them.</summary>
    public static void Write(BenchReport report)
    {
        IAnsiConsole console = TableConsole.Open();
        WriteMachine(console, report.Machine);
        foreach (IGrouping<Metric, CellResult> cells in report.Cells.GroupBy(static one => one.Metric).OrderBy(static group => group.Key))
            console.Write(TableOf(cells.Key, cells));
        WriteVerdicts(console, report.Cells);
    }

    private static void WriteMachine(IAnsiConsole console, MachineFigures machine)
    {
        string cpus = string.Join(',', machine.Cpus);
        console.MarkupLineInterpolated($"{machine.Kernel}; {machine.Runtime}, {machine.Build} build; {machine.Compiler} -O2; CPUs {cpus}");
        string between = machine.CacheLineNs is { } line
            ? Invariant($"there and back: cache line {line:0} ns ({machine.CoreClass} cores), futex wake {machine.FutexWakeNs / 1000:0.0} µs; ")
            : "one CPU only: nothing is measured between two; ";
        string within = Invariant($"empty system call {machine.EmptySyscallNs:0} ns, memcpy of 64 KiB {machine.Memcpy64KibNs / 1000:0.0} µs");
        console.MarkupLineInterpolated($"{between}{within}");
    }

    private static Table TableOf(Metric metric, IEnumerable<CellResult> cells)
    {
        Table table = new() { Border = TableBorder.Rounded, Title = new TableTitle(metric.Title()) };
        table.AddColumn("mechanism").AddColumn(Right("bytes")).AddColumn("way");
        foreach (string column in FiguresOf(metric))
            table.AddColumn(Right(column));
        foreach (string column in (string[])["to C", "interval"])
            table.AddColumn(Right(column));
        if (metric != Metric.Cpu)
            table.AddColumn(Right("to blocking"));
        table.AddColumn(Right("bar")).AddColumn("verdict").AddColumn(Right("B/message"));
        table.AddColumn(Right("rounds")).AddColumn(Right("C/C")).AddColumn("cores");
        foreach (CellResult cell in cells)
        {
            foreach (WayResult way in cell.Ways)
                table.AddRow([.. Row(cell, way).Select(static text => new Markup(text))]);
        }

        return table;
    }

    private static IEnumerable<string> Row(CellResult cell, WayResult way)
    {
        bool isC = way.Way == Way.C;
        yield return isC ? cell.Mechanism : "";
        yield return isC ? cell.Size.ToString("N0", CultureInfo.InvariantCulture) : "";
        yield return way.Way.Label();
        foreach (string figure in Figures(cell, way))
            yield return figure;
        yield return way.RatioToC is { } ratio ? Invariant($"{ratio.Median:0.000}") : "";
        yield return way.RatioToC is { } interval ? Invariant($"{interval.Low:0.00}–{interval.High:0.00}") : "";
        if (cell.Metric != Metric.Cpu)
            yield return way.RatioToBlocking is { } toBlocking ? Invariant($"{toBlocking.Median:0.00}") : "";
        yield return Bar.Of(cell.Metric, way.Way)?.ToString() ?? "";
        yield return Coloured(way.Verdict);
        yield return isC ? "" : Invariant($"{way.AllocatedPerMessage:0.##}");
        yield return isC ? Invariant($"{cell.Rounds}{(cell.Discarded > 0 ? $" ({cell.Discarded} discarded)" : "")}") : "";
        yield return isC ? Invariant($"{cell.BaselineRatio.Median:0.000}") : "";
        yield return isC ? cell.CoreClass ?? "" : "";
    }

    private static string[] FiguresOf(Metric metric) => metric switch
    {
        Metric.Cpu => ["CPU ns"],
        Metric.Throughput => ["messages/s", "MB/s"],
        _ => ["p50 µs", "p99 µs", "p99.9 µs"],
    };

    private static string[] Figures(CellResult cell, WayResult way) => cell.Metric switch
    {
        Metric.Cpu => [Invariant($"{way.Value:0}")],
        Metric.Throughput => [Invariant($"{way.Value:N0}"), Invariant($"{way.Value * cell.Size / 1e6:N0}")],
        _ => [Invariant($"{way.Value / 1000:0.0}"), Invariant($"{way.P99Ns / 1000:0.0}"), Invariant($"{way.P999Ns / 1000:0.0}")],
    };

    private static void WriteVerdicts(IAnsiConsole console, IReadOnlyList<CellResult> cells)
    {
        Verdict[] bars = [.. cells.SelectMany(static cell => cell.Ways).Select(static way => way.Verdict)];
        Verdict[] allocation = [.. cells.SelectMany(static cell => cell.Ways).Select(static way => way.AllocationVerdict)];
        console.MarkupLineInterpolated($"speed: {Count(bars)}; 0 bytes allocated: {Count(allocation)}");
    }

    private static string Count(Verdict[] verdicts)
    {
        IEnumerable<KeyValuePair<Verdict, int>> counts = verdicts.Where(static one => one != Verdict.None).CountBy(static one => one);
        return string.Join(", ", counts.OrderBy(static one => one.Key).Select(static one => $"{one.Value} {one.Key.Label()}"));
    }

    private static string Coloured(Verdict verdict) => verdict switch
    {
        Verdict.Met => "[green]met[/]",
        Verdict.Missed => "[red]missed[/]",
        Verdict.Inconclusive => "[yellow]inconclusive[/]",
        _ => "",
    };

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
