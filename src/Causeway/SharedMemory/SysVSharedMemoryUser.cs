namespace Causeway;

/// <summary>A process that has a segment attached.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Attachments">How many of the segment's attachments are its own.</param>
public readonly record struct SysVSharedMemoryUser(int ProcessId, int Attachments);
