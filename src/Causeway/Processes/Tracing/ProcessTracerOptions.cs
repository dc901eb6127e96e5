namespace Causeway;

/// <summary>What a <see cref="ProcessTracer"/> stops at. A plain value: it is read once, when tracing starts.</summary>
public sealed class ProcessTracerOptions
{
    /// <summary>The system calls whose entry and exit the handler sees: none unless set, and then the program is not slowed down by its calls.</summary>
    public SystemCallSet SystemCalls { get; set; }

    /// <summary>The signals that the handler sees before their delivery: all unless set. Others pass. SIGKILL is never seen.</summary>
    public SignalSet Signals { get; set; } = SignalSet.All;

    /// <summary>Whether processes that the traced ones start are traced too; threads always are. False unless set.</summary>
    public bool FollowChildren { get; set; }

    /// <summary>Whether the traced processes are killed when this process, or the tracing thread, ends without detaching (PTRACE_O_EXITKILL). False unless set: they go on.</summary>
    public bool KillWithTracer { get; set; }
}
