namespace Causeway.Cli.Tour.Stations;

/// <summary>What came of one station.</summary>
/// <param name="Mechanism">The station.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Bytes">The bytes that were sent.</param>
/// <param name="Messages">The blocks that they were sent in.</param>
/// <param name="Elapsed">From the first block to the second process's report; zero unless the report came.</param>
/// <param name="Sha256">The digest of what was sent; null unless all was.</param>
/// <param name="Reason">Why it is not a match, and what to do; null for a match.</param>
internal sealed record StationResult(
    IMechanism Mechanism, Verdict Verdict, long Bytes, long Messages, TimeSpan Elapsed, string? Sha256, string? Reason)
{
    /// <summary>A million bytes a second, end to end; null where there is nothing to divide.</summary>
    public double? MegabytesPerSecond => Bytes > 0 && Elapsed > TimeSpan.Zero ? Bytes / 1e6 / Elapsed.TotalSeconds : null;
}
