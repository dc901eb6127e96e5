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

    /// <summary>The longest message that it takes here without anybody changing a limit.</summary>
    int MaxMessageBytes { get; }

    /// <summary>Whether its asynchronous calls can continue on the thread that waited for them: the reactor's, or a receiver's own.</summary>
    bool HasInline { get; }

    /// <summary>The kernel's objects between two processes, or between one and itself.</summary>
    IBenchLink CreateLink();

    /// <summary>Does a worker's work in this process.</summary>
    /// <param name="way">Blocking or asynchronous.</param>
    /// <param name="names">What <see cref="IBenchLink.Attach"/> said.</param>
    void Work(Way way, IReadOnlyList<string> names);
}
