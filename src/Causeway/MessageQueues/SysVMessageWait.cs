using Causeway.Sys;

namespace Causeway.MessageQueues;

/// <summary>How long a send or receive may wait, and what ends it.</summary>
internal readonly record struct SysVMessageWait(Deadline Deadline, CancellationToken Token)
{
    /// <summary>Not at all.</summary>
    public static SysVMessageWait None => new(Deadline.Immediate, CancellationToken.None) { IsNone = true };

    /// <summary>Whether the call may not wait, rather than for no time.</summary>
    public bool IsNone { get; private init; }

    /// <summary>Whether an attempt has just shown that it has to wait.</summary>
    public bool HasBeenTried { get; init; }

    /// <summary>Whether nothing but the queue itself ends it.</summary>
    public bool IsEndless => Deadline.IsInfinite && !Token.CanBeCanceled;

    /// <summary>Until the token is cancelled, after an attempt.</summary>
    public static SysVMessageWait Until(CancellationToken token) => new(Deadline.Infinite, token) { HasBeenTried = true };
}
