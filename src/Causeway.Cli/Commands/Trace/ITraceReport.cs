namespace Causeway.Cli.Commands.Trace;

/// <summary>What is made of the calls: lines for people, JSON, or a summary.</summary>
internal interface ITraceReport
{
    /// <summary>Whether deliveries of signals are shown.</summary>
    bool WantsSignals { get; }

    /// <summary>A call that has ended.</summary>
    void Add(IpcCall call);

    /// <summary>A stop that is no call.</summary>
    void Add(TraceStop stop);

    /// <summary>Nothing comes any more.</summary>
    /// <param name="foreignCalls">How many calls could not be decoded, being those of another architecture's programs.</param>
    void End(long foreignCalls);
}
