namespace Causeway.Cli.Bench;

/// <summary>Where the processes of a measurement are.</summary>
internal enum Placement
{
    /// <summary>One process, on one core.</summary>
    Alone,

    /// <summary>Two processes on one core.</summary>
    SameCore,

    /// <summary>Two processes on two cores.</summary>
    TwoCores,
}
