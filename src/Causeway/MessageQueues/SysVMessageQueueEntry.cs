namespace Causeway;

/// <summary>One queue of <see cref="SysVMessageQueue.List"/>.</summary>
/// <param name="Queue">The queue, by its id.</param>
/// <param name="Status">Its state when it was listed.</param>
public sealed record SysVMessageQueueEntry(SysVMessageQueue Queue, SysVMessageQueueStatus Status);
