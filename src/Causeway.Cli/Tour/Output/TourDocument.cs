using System.Text.Json;
using System.Text.Json.Serialization;
using Causeway.Cli.Tour.Stations;

namespace Causeway.Cli.Tour.Output;

/// <summary>The tour as one JSON document: what <c>--json</c> prints.</summary>
internal sealed record TourDocument(string Version, string Input, int ExitCode, IReadOnlyList<TourDocument.Entry> Stations)
{
    /// <summary>One station; the units are in the names.</summary>
    public sealed record Entry(
        string Name, string Mechanism, string FoundBy, long Bytes, long Messages, bool KeepsMessages,
        double Seconds, double? MegabytesPerSecond, string? Sha256, string Verdict, string? Reason);

    public static void Write(TourOptions options, IReadOnlyList<StationResult> results, int exitCode)
    {
        TourDocument document = new(ProductVersion.Text, options.Input, exitCode, [.. results.Select(EntryOf)]);
        Console.Out.WriteLine(JsonSerializer.Serialize(document, TourDocumentJson.Default.TourDocument));
    }

    private static Entry EntryOf(StationResult result) => new(
        result.Mechanism.Name, result.Mechanism.Title, result.Mechanism.FoundBy, result.Bytes, result.Messages, result.Mechanism.KeepsMessages,
        result.Elapsed.TotalSeconds, result.MegabytesPerSecond, result.Sha256, NameOf(result.Verdict), result.Reason);

    private static string NameOf(Verdict verdict) => verdict switch
    {
        Causeway.Cli.Tour.Stations.Verdict.Match => "match",
        Causeway.Cli.Tour.Stations.Verdict.Mismatch => "mismatch",
        Causeway.Cli.Tour.Stations.Verdict.Failed => "failed",
        Causeway.Cli.Tour.Stations.Verdict.Unavailable => "unavailable",
        _ => "interrupted",
    };
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TourDocument))]
internal sealed partial class TourDocumentJson : JsonSerializerContext;
