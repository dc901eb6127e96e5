namespace Causeway;

/// <summary>A phase of a <see cref="NamedBarrier"/> that is over.</summary>
/// <param name="Number">Which: 0 is the first.</param>
/// <param name="MemberDied">
/// Whether a member's process ended in it without leaving the barrier, so that its part of the work may be missing. Everybody who arrived in the phase is told.
/// </param>
public readonly record struct NamedBarrierPhase(long Number, bool MemberDied);
