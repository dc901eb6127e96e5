namespace Causeway;

/// <summary>One segment of <see cref="SysVSharedMemory.List"/>.</summary>
/// <param name="Memory">The segment, by its id.</param>
/// <param name="Status">Its state when it was listed.</param>
public sealed record SysVSharedMemoryEntry(SysVSharedMemory Memory, SysVSharedMemoryStatus Status);
