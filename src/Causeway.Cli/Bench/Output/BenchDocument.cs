using System.Text.Json;
using System.Text.Json.Serialization;
using Causeway.Cli.Bench.Measuring;

namespace Causeway.Cli.Bench.Output;

/// <summary>The report as one JSON document: what <c>--json</c> prints. Units are in the names.</summary>
internal sealed record BenchDocument(
    string Version, int ExitCode, int Rounds, MachineFigures Machine,
    IReadOnlyList<BenchDocument.Cell> Cells, IReadOnlyList<BenchDocument.Allocation> Memory, IReadOnlyDictionary<string, string> Failures)
{
    /// <summary>One mechanism, metric and size.</summary>
    public sealed record Cell(
        string Mechanism, string Metric, string Unit, int Bytes,
        int Rounds, int Discarded, string? CoreClass, Estimate BaselineRatio, IReadOnlyList<Carried> Ways);

    /// <summary>One way in it.</summary>
    public sealed record Carried(
        string Way, double Value, double? WallNs, double? P99Ns, double? P999Ns,
        Estimate? RatioToC, Estimate? P99RatioToC, Estimate? WallRatioToC, Estimate? NsMoreThanC, Estimate? RatioToBlocking, Bar? Bar, string? Verdict,
        long Operations, long AllocatedBytes, double AllocatedBytesPerOperation);

    /// <summary>A bar.</summary>
    public sealed record Bar(double Limit, bool IsCeiling, string Of, bool HoldsForWall, double? LimitOfP99);

    /// <summary>What one mechanism allocated in all, one way.</summary>
    public sealed record Allocation(string Mechanism, string Way, long Operations, long AllocatedBytes, double AllocatedBytesPerOperation, string? Verdict);

    /// <summary>Prints it.</summary>
    public static void Write(BenchReport report)
    {
        BenchDocument document = new(
            ProductVersion.Text, report.ExitCode, report.Rounds, report.Machine, [.. report.Cells.Select(CellOf)], [.. report.Memory.Select(AllocationOf)], report.Failures);
        Console.Out.WriteLine(JsonSerializer.Serialize(document, BenchDocumentJson.Default.BenchDocument));
    }

    private static Cell CellOf(CellResult cell) => new(
        cell.Mechanism, cell.Metric.Label(), cell.Metric.Facts().Unit, cell.Size, cell.Rounds, cell.Discarded, cell.CoreClass, cell.BaselineRatio,
        [.. cell.Ways.Select(way => CarriedOf(cell, way))]);

    private static Carried CarriedOf(CellResult cell, WayResult way) => new(
        way.Way.Label(), way.Value, way.WallNs, way.P99Ns, way.P999Ns,
        way.RatioToC, way.P99RatioToC, way.WallRatioToC, way.NsMoreThanC, way.RatioToBlocking, BarOf(cell, way.Way), way.Verdict.Label(),
        way.Operations, way.AllocatedBytes, way.AllocatedPerOperation);

    private static Bar? BarOf(CellResult cell, Way way) =>
        Measuring.Bar.For(cell.Mechanism, cell.Metric, way) is { } bar ? new Bar(bar.Limit, bar.IsCeiling, bar.Of.Label(), bar.HoldsForWall, bar.LimitOfP99) : null;

    private static Allocation AllocationOf(MemoryResult memory) => new(
        memory.Mechanism, memory.Way.Label(), memory.Operations, memory.AllocatedBytes, memory.PerOperation, memory.Verdict.Label());
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BenchDocument))]
internal sealed partial class BenchDocumentJson : JsonSerializerContext;
