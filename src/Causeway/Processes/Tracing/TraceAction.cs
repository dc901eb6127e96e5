namespace Causeway;

/// <summary>What a stopped thread does next: the answer of a <see cref="TraceHandler"/>.</summary>
public readonly record struct TraceAction
{
    private TraceAction(TraceActionKind kind, Signal signal = default)
    {
        Kind = kind;
        Signal = signal;
    }

    /// <summary>It goes on; a signal is delivered as it is, a group stop stays one.</summary>
    public static TraceAction Continue => default;

    /// <summary>It goes on and the signal is never delivered. As <see cref="Continue"/> at any other stop.</summary>
    public static TraceAction Swallow => new(TraceActionKind.Swallow);

    /// <summary>It does one instruction and stops again (PTRACE_SINGLESTEP); a signal is delivered first.</summary>
    public static TraceAction Step => new(TraceActionKind.Step);

    /// <summary>The whole process is let go: this thread at once, its others as soon as they have stopped. A signal is delivered.</summary>
    public static TraceAction Detach => new(TraceActionKind.Detach);

    internal TraceActionKind Kind { get; }

    internal Signal Signal { get; }

    /// <summary>It goes on and another signal is delivered in place of the one at hand. Only at <see cref="TraceStopKind.Signal"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a signal.</exception>
    public static TraceAction Deliver(Signal signal)
    {
        signal.ThrowIfInvalid(nameof(signal));
        return new TraceAction(TraceActionKind.Deliver, signal);
    }
}
