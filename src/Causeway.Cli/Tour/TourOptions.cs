namespace Causeway.Cli.Tour;

/// <summary>What the user asked for.</summary>
/// <param name="Input">The file to carry.</param>
/// <param name="Stations">The stations to visit, in order.</param>
/// <param name="Json">One JSON document instead of a table.</param>
/// <param name="SkipUnavailable">Whether a mechanism that the machine lacks is no failure.</param>
internal sealed record TourOptions(string Input, IReadOnlyList<IMechanism> Stations, bool Json, bool SkipUnavailable);
