using System.Text.Json;
using System.Text.Json.Serialization;
using Causeway.Cli.Bench.Measuring;

namespace Causeway.Cli.Bench.Output;

/// <summary>The report as one JSON document: what <c>--json</c> prints. Units are in the names.</summary>
internal sealed record BenchDocument(
    string Version, int ExitCode, int Rounds, MachineFigures Machine, IReadOnlyList<BenchDocument.Cell> Cells, IReadOnlyDictionary<string, string> Failures)
{
    /// <summary>One mechanism, metric and size.</summary>
    public sealed record Cell(
        string Mechanism, string Metric, string Unit, int Bytes,
        int Rounds, int Discarded, string? CoreClass, Estimate BaselineRatio, IReadOnlyList<Carried> Ways);

    /// <summary>One way in it.</summary>
    public sealed record Carried(
        string Way, double Value, double? P99Ns, double? P999Ns, Estimate? RatioToC, Estimate? RatioToBlocking, Bar? Bar, string? Verdict,
        double AllocatedBytesPerMessage, long AllocatedBytes, long Messages, string? AllocationVerdict);

    /// <summary>Prints it.</summary>
    public static void Write(BenchReport report)
    {
        BenchDocument document = new(ProductVersion.Text, report.ExitCode, report.Rounds, report.Machine, [.. report.Cells.Select(CellOf)], report.Failures);
        Console.Out.WriteLine(JsonSerializer.Serialize(document, BenchDocumentJson.Default.BenchDocument));
    }

    private static Cell CellOf(CellResult cell) => new(
        cell.Mechanism, cell.Metric.Label(), cell.Metric.Unit(), cell.Size, cell.Rounds, cell.Discarded, cell.CoreClass, cell.BaselineRatio,
        [.. cell.Ways.Select(way => CarriedOf(cell.Metric, way))]);

    private static Carried CarriedOf(Metric metric, WayResult way) => new(
        way.Way.Label(), way.Value, way.P99Ns, way.P999Ns, way.RatioToC, way.RatioToBlocking, Measuring.Bar.Of(metric, way.Way), way.Verdict.Label(),
        way.AllocatedPerMessage, way.AllocatedBytes, way.Messages, way.AllocationVerdict.Label());
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BenchDocument))]
internal sealed partial class BenchDocumentJson : JsonSerializerContext;
