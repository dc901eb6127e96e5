using System.Globalization;
using Causeway.Cli.Bench.Measuring;
using Causeway.Cli.Output;
using Spectre.Console;

namespace Causeway.Cli.Bench.Output;

/// <summary>The report as tables, one for each metric and one for what is allocated, under what the machine gives.</summary>
internal static class BenchTable
{
    /// <summary>Prints them.</summary>
    public static void Write(BenchReport report)
    {
        IAnsiConsole console = TableConsole.Open();
        WriteMachine(console, report.Machine);
        foreach (IGrouping<Metric, CellResult> cells in report.Cells.GroupBy(static one => one.Metric).OrderBy(static group => group.Key))
            console.Write(TableOf(cells.Key, [.. cells]));
        if (report.Memory.Count > 0)
            console.Write(MemoryTableOf(report.Memory));
        WriteVerdicts(console, report);
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

    private static Table TableOf(Metric metric, IReadOnlyList<CellResult> cells)
    {
        BenchColumn[] columns = [.. BenchColumn.Of(metric).Where(column => cells.Any(cell => cell.Ways.Any(way => column.Text(cell, way) != "")))];
        Table table = Titled(metric.Facts().Title);
        foreach (BenchColumn column in columns)
            table.AddColumn(column.IsNumber ? new TableColumn(column.Title).RightAligned() : new TableColumn(column.Title));
        foreach (CellResult cell in cells)
        {
            foreach (WayResult way in cell.Ways)
                table.AddRow([.. columns.Select(column => column.Text(cell, way))]);
        }

        return table;
    }

    private static Table MemoryTableOf(IReadOnlyList<MemoryResult> results)
    {
        Table table = Titled("managed memory of all operations above that make no object");
        table.AddColumn("mechanism").AddColumn("way");
        foreach (string column in (string[])["operations", "B in all", "B/operation", "bar"])
            table.AddColumn(new TableColumn(column).RightAligned());
        table.AddColumn("verdict");
        foreach (MemoryResult memory in results)
        {
            table.AddRow(
                memory.Mechanism, memory.Way.Label(), Invariant($"{memory.Operations:N0}"), Invariant($"{memory.AllocatedBytes:N0}"),
                Invariant($"{memory.PerOperation:0.####}"), "0", BenchColumn.Coloured(memory.Verdict));
        }

        return table;
    }

    private static void WriteVerdicts(IAnsiConsole console, BenchReport report)
    {
        string speed = Count(report.Cells.SelectMany(static cell => cell.Ways).Select(static way => way.Verdict));
        string allocation = Count(report.Memory.Select(static memory => memory.Verdict));
        console.MarkupLineInterpolated($"speed: {speed}; 0 bytes allocated: {allocation}");
    }

    private static string Count(IEnumerable<Verdict> verdicts)
    {
        IEnumerable<KeyValuePair<Verdict, int>> counts = verdicts.Where(static one => one != Verdict.None).CountBy(static one => one);
        return string.Join(", ", counts.OrderBy(static one => one.Key).Select(static one => $"{one.Value} {one.Key.Label()}"));
    }

    private static Table Titled(string title) => new() { Border = TableBorder.Rounded, Title = new TableTitle(title) };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
