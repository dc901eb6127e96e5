using Causeway.Cli.Bench.Measuring;

namespace Causeway.Cli.Bench.Output.Chart;

/// <summary>One metric's part of the chart.</summary>
internal sealed class ChartPanel(Metric metric, IReadOnlyList<CellResult> cells)
{
    private const double TitleHeight = 24;
    private const double RowHeight = 18;
    private const double AxisHeight = 22;
    private const double LabelWidth = 170;
    private const double RatioWidth = 50;

    /// <summary>How high it is.</summary>
    public double Height => TitleHeight + (cells.Count * RowHeight) + AxisHeight;

    /// <summary>A way's colour, distinct for eyes of every kind.</summary>
    public static string ColourOf(Way way) => way switch
    {
        Way.C => "#555555",
        Way.Blocking => "#0072b2",
        Way.Inline => "#e69f00",
        Way.Runtime => "#009e73",
        Way.RuntimeSocket => "#56b4e9",
        _ => "#cc79a7",
    };

    /// <summary>Draws it.</summary>
    public void Write(SvgPicture picture, double left, double top, double width)
    {
        LogAxis axis = new([.. cells.SelectMany(static cell => cell.Ways).Select(ValueOf)], left + LabelWidth, width - LabelWidth - RatioWidth);
        double bottom = top + TitleHeight + (cells.Count * RowHeight);
        picture.Text(left, top + 14, $"{metric.Facts().Title} ({Unit})", size: 13);
        foreach (double tick in axis.Ticks)
        {
            double x = axis.PositionOf(tick);
            picture.Line(x, top + TitleHeight, x, bottom, "#ddd");
            picture.Text(x, bottom + 14, FormattableString.Invariant($"{tick:#,0.###}"), size: 11, anchor: "middle", colour: "#666");
        }

        for (int row = 0; row < cells.Count; row++)
            WriteRow(picture, axis, cells[row], left, top + TitleHeight + ((row + 0.5) * RowHeight), left + width);
    }

    private string Unit => metric switch
    {
        Metric.Throughput => "messages/s",
        Metric.Copy => "MB/s",
        _ => "µs",
    };

    private double ValueOf(WayResult way) => metric switch
    {
        Metric.Throughput => way.Value,
        Metric.Copy => way.Value / 1e6,
        _ => way.Value / 1000,
    };

    private void WriteRow(SvgPicture picture, LogAxis axis, CellResult cell, double left, double middle, double right)
    {
        picture.Text(left, middle + 4, FormattableString.Invariant($"{cell.Mechanism}{(cell.Size > 0 ? $"  {cell.Size:N0} B" : "")}"));
        // The ring in C last: seen around a dot that is at the same place.
        foreach (WayResult way in cell.Ways.Reverse())
        {
            double value = ValueOf(way);
            string title = FormattableString.Invariant($"{way.Way.Label()}: {value:#,0.###} {Unit}");
            picture.Dot(axis.PositionOf(value), middle, ColourOf(way.Way), filled: way.Way != Way.C, title);
        }

        if (cell.Ways.FirstOrDefault(static one => one.Way == Way.Blocking)?.RatioToC is { } ratio)
            picture.Text(right, middle + 4, FormattableString.Invariant($"{ratio.Median:0.00}"), anchor: "end");
    }
}
