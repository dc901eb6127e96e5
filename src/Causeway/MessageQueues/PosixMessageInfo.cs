namespace Causeway;

/// <summary>What is known of a received message beside its bytes.</summary>
/// <param name="Length">Its length in bytes; 0 is a message like any other.</param>
/// <param name="Priority">The priority it was sent with, from 0 to <see cref="PosixMessageQueue.MaximumPriority"/>.</param>
public readonly record struct PosixMessageInfo(int Length, int Priority);
