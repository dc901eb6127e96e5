namespace Causeway;

/// <summary>One set of <see cref="SysVSemaphoreSet.List"/>.</summary>
/// <param name="Set">The set, by its id.</param>
/// <param name="Status">Its state when it was listed.</param>
public sealed record SysVSemaphoreSetEntry(SysVSemaphoreSet Set, SysVSemaphoreSetStatus Status);
