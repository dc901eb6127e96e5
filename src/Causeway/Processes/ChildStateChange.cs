namespace Causeway;

/// <summary>A child was stopped or went on (waitid(2), WSTOPPED and WCONTINUED).</summary>
/// <param name="IsStopped">Whether it is stopped now: false where it went on.</param>
/// <param name="Signal">What stopped it: SIGSTOP, SIGTSTP, SIGTTIN or SIGTTOU; SIGCONT where it went on.</param>
public readonly record struct ChildStateChange(bool IsStopped, Signal Signal)
{
    /// <inheritdoc/>
    public override string ToString() => IsStopped ? $"stopped by {Signal}" : "continued";
}
