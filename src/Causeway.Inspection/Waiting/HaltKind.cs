namespace Causeway.Inspection.Waiting;

/// <summary>How a thread is kept from going on.</summary>
internal enum HaltKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By a signal: SIGSTOP, or a terminal.</summary>
    Stopped,

    /// <summary>By its tracer.</summary>
    Traced,

    /// <summary>By the freezer of its control group.</summary>
    Frozen,
}
