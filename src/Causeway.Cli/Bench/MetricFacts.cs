namespace Causeway.Cli.Bench;

/// <summary>What belongs to a metric.</summary>
/// <param name="Label">Its name in tables, documents and charts.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Unit">What its own figure is in.</param>
/// <param name="Placement">Where its processes are.</param>
/// <param name="Begins">What the first process is told.</param>
/// <param name="Answers">What the second is told; null where there is none.</param>
internal sealed record MetricFacts(string Label, string Title, string Unit, Placement Placement, string Begins, string? Answers = null);
