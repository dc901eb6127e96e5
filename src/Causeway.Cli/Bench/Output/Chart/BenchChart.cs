using Causeway.Cli.Bench.Measuring;

namespace Causeway.Cli.Bench.Output.Chart;

/// <summary>The report as a picture: a panel for each metric, a row for each mechanism and size, a dot for each way.</summary>
internal static class BenchChart
{
    private const double PanelWidth = 620;
    private const double Gap = 30;
    private const double HeadHeight = 70;
    private const int PanelsAbreast = 2;

    /// <summary>Writes it.</summary>
    public static void Write(string path, BenchReport report)
    {
        IEnumerable<IGrouping<Metric, CellResult>> metrics = report.Cells.GroupBy(static one => one.Metric).OrderBy(static group => group.Key);
        ChartPanel[] panels = [.. metrics.Select(static cells => new ChartPanel(cells.Key, [.. cells]))];
        ChartPanel[][] bands = [.. panels.Chunk(PanelsAbreast)];
        double width = (Math.Clamp(panels.Length, 1, PanelsAbreast) * (PanelWidth + Gap)) + Gap;
        using SvgPicture picture = new(path, width, HeadHeight + bands.Sum(HeightOf));
        WriteHead(picture, report.Machine);
        double top = HeadHeight;
        foreach (ChartPanel[] band in bands)
        {
            for (int i = 0; i < band.Length; i++)
                band[i].Write(picture, Gap + (i * (PanelWidth + Gap)), top, PanelWidth);
            top += HeightOf(band);
        }
    }

    private static double HeightOf(ChartPanel[] band) => band.Max(static one => one.Height) + Gap;

    private static void WriteHead(SvgPicture picture, MachineFigures machine)
    {
        picture.Text(Gap, 26, $"causeway bench: {machine.Kernel}, {machine.Runtime}, {machine.Build} build", size: 14);
        double x = Gap;
        foreach (Way way in Enum.GetValues<Way>())
        {
            picture.Dot(x + 4, 46, ChartPanel.ColourOf(way), filled: way != Way.C, way.Label());
            picture.Text(x + 14, 50, way.Label());
            x += 110;
        }

        picture.Text(x, 50, "logarithmic axes; at the right, blocking calls to C", colour: "#666");
    }
}
