namespace Causeway.Cli.Tour.Stations;

/// <summary>How a station of the tour ended.</summary>
internal enum Verdict
{
    /// <summary>Both processes agree on the digest, the bytes and, where messages are kept apart, on their number.</summary>
    Match,

    /// <summary>Everything went through and something else came out.</summary>
    Mismatch,

    /// <summary>It broke off.</summary>
    Failed,

    /// <summary>This machine lacks the mechanism.</summary>
    Unavailable,

    /// <summary>A signal to this process ended it.</summary>
    Interrupted,
}
