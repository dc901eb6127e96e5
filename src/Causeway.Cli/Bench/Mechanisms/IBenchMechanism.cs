namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>One mechanism of the benchmark.</summary>
internal interface IBenchMechanism
{
    /// <summary>What <c>--only</c> calls it.</summary>
    string Name { get; }

    /// <summary>The file of <c>bench/</c>, without its ending, that does the same in C.</summary>
    string Baseline { get; }

    /// <summary>What precedes the names among the arguments of the program in C.</summary>
    IReadOnlyList<string> BaselineArguments => [];

    /// <summary>What is measured of it.</summary>
    IReadOnlyList<Metric> Metrics { get; }

    /// <summary>The ways of ours between two processes, blocking first.</summary>
    IReadOnlyList<Way> Ways => [Way.Blocking];

    /// <summary>The ways of ours in one thread alone, which never waits: asynchronous calls are no other than blocking ones there.</summary>
    IReadOnlyList<Way> WaysAlone => [Way.Blocking];

    /// <summary>The sizes that a metric is measured for, in bytes; 0 alone where nothing has a size.</summary>
    /// <param name="metric">Which.</param>
    /// <param name="messages">The sizes of messages that were asked for.</param>
    IReadOnlyList<int> SizesOf(Metric metric, IReadOnlyList<int> messages) => [0];

    /// <summary>The kernel's objects between two processes, or between one and itself.</summary>
    IBenchLink CreateLink();

    /// <summary>Does a worker's work in this process.</summary>
    /// <param name="way">Blocking or asynchronous.</param>
    /// <param name="names">What <see cref="IBenchLink.Attach"/> said.</param>
    void Work(Way way, IReadOnlyList<string> names);
}
