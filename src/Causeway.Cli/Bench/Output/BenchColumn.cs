using System.Globalization;
using Causeway.Cli.Bench.Measuring;

namespace Causeway.Cli.Bench.Output;

/// <summary>A column of a metric's table; one that is empty throughout is left out.</summary>
/// <param name="Title">Its head.</param>
/// <param name="Text">What stands in it.</param>
/// <param name="IsNumber">Whether it is aligned at the right.</param>
internal sealed record BenchColumn(string Title, Func<CellResult, WayResult, string> Text, bool IsNumber = true)
{
    /// <summary>All columns of a metric.</summary>
    public static IEnumerable<BenchColumn> Of(Metric metric) =>
    [
        new("mechanism", OfCell(static cell => cell.Mechanism), IsNumber: false),
        new("bytes", OfCell(static cell => cell.Size > 0 ? Invariant($"{cell.Size:N0}") : "")),
        new("way", static (_, way) => way.Way.Label(), IsNumber: false),
        .. FiguresOf(metric),
        new("wall ns", static (_, way) => Nanoseconds(way.WallNs)),
        new("to C", static (_, way) => Median(way.RatioToC, "0.000")),
        new("interval", static (_, way) => Interval(way.RatioToC, "0.00")),
        new("p99 to C", static (cell, way) => Bar.For(cell.Mechanism, cell.Metric, way.Way)?.LimitOfP99 is null ? "" : Median(way.P99RatioToC, "0.00")),
        new("wall to C", static (_, way) => Median(way.WallRatioToC, "0.00")),
        new("more than C", static (_, way) => way.NsMoreThanC is null ? "" : Median(way.NsMoreThanC, "0.0") + " ns"),
        new("interval", static (_, way) => Interval(way.NsMoreThanC, "0.0", " to ")),
        new("to blocking", static (_, way) => Median(way.RatioToBlocking, "0.00")),
        new("bar", static (cell, way) => Bar.For(cell.Mechanism, cell.Metric, way.Way)?.ToString() ?? ""),
        new("verdict", static (_, way) => Coloured(way.Verdict), IsNumber: false),
        new("B/op", static (_, way) => way.Way == Way.C ? "" : Invariant($"{way.AllocatedPerOperation:0.##}")),
        new("rounds", OfCell(static cell => Invariant($"{cell.Rounds}{(cell.Discarded > 0 ? $" ({cell.Discarded} discarded)" : "")}"))),
        new("C/C", OfCell(static cell => Invariant($"{cell.BaselineRatio.Median:0.000}"))),
        new("cores", OfCell(static cell => cell.CoreClass ?? ""), IsNumber: false),
    ];

    /// <summary>A verdict for the console's markup.</summary>
    public static string Coloured(Verdict verdict) => verdict switch
    {
        Verdict.Met => "[green]met[/]",
        Verdict.Missed => "[red]missed[/]",
        Verdict.Inconclusive => "[yellow]inconclusive[/]",
        _ => "",
    };

    private static BenchColumn[] FiguresOf(Metric metric) => metric switch
    {
        Metric.Throughput =>
        [
            new("messages/s", static (_, way) => Invariant($"{way.Value:N0}")),
            new("MB/s", static (cell, way) => Invariant($"{way.Value * cell.Size / 1e6:N0}")),
        ],
        Metric.Copy => [new("MB/s", static (_, way) => Invariant($"{way.Value / 1e6:N0}"))],
        _ when metric.IsRoundTrip() =>
        [
            new("p50 µs", static (_, way) => Microseconds(way.Value)),
            new("p99 µs", static (_, way) => Microseconds(way.P99Ns)),
            new("p99.9 µs", static (_, way) => Microseconds(way.P999Ns)),
        ],
        _ => [new("CPU ns", static (_, way) => Nanoseconds(way.Value))],
    };

    /// <summary>What is the same for all ways is said once.</summary>
    private static Func<CellResult, WayResult, string> OfCell(Func<CellResult, string> text) => (cell, way) => way.Way == Way.C ? text(cell) : "";

    private static string Median(Estimate? estimate, string format) => estimate is { } one ? Number(one.Median, format) : "";

    private static string Interval(Estimate? estimate, string format, string between = "–") =>
        estimate is { } one ? $"{Number(one.Low, format)}{between}{Number(one.High, format)}" : "";

    private static string Microseconds(double? ns) => Invariant($"{ns / 1000:0.0}");

    /// <summary>A tenth counts where there are few.</summary>
    private static string Nanoseconds(double? ns) => ns is { } value ? Number(value, value < 100 ? "0.0" : "0") : "";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
