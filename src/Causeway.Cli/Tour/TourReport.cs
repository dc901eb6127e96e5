using System.Text.Json.Serialization;

namespace Causeway.Cli.Tour;

/// <summary>What the second process says when all has come: one line of JSON on its standard output.</summary>
internal sealed record TourReport(long Bytes, long Messages, string Sha256);

[JsonSerializable(typeof(TourReport))]
internal sealed partial class TourJson : JsonSerializerContext;
