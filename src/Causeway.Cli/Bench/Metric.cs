namespace Causeway.Cli.Bench;

/// <summary>What is measured.</summary>
internal enum Metric
{
    /// <summary>CPU time of one send and one receive, both in one thread; or of what else comes in pairs, where each is a system call.</summary>
    Cpu,

    /// <summary>CPU time of a lock and an unlock, or a post and a wait, that nobody else wants: without a system call.</summary>
    Uncontended,

    /// <summary>Making an object and removing it.</summary>
    Create,

    /// <summary>Opening an object that exists, and closing it.</summary>
    Open,

    /// <summary>Mapping an object that is open, and unmapping it.</summary>
    Attach,

    /// <summary>Starting a program and waiting for its end.</summary>
    Spawn,

    /// <summary>Copying blocks into a mapping.</summary>
    Copy,

    /// <summary>A message or a turn, and its answer: two processes on one core.</summary>
    RoundTripSameCore,

    /// <summary>Messages a second, one way, between two processes on two cores.</summary>
    Throughput,

    /// <summary>A message or a turn, and its answer: two processes on two cores.</summary>
    RoundTripTwoCores,
}
