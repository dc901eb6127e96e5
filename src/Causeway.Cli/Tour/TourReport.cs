using System.Text.Json.Serialization;

namespace Causeway.Cli.Tour;

/// <summary>What the second process says when all has come: one line of JSON on its standard output.</summary>
/// <param name="Bytes">The bytes that came.</param>
/// <param name="Messages">The receives that it took.</param>
/// <param name="Sha256">Their digest.</param>
/// <param name="Matched">Whether the digest is the one that the first process told.</param>
internal sealed record TourReport(long Bytes, long Messages, string Sha256, bool Matched);

[JsonSerializable(typeof(TourReport))]
internal sealed partial class TourReportJson : JsonSerializerContext;
