namespace Causeway;

/// <summary>A message that was received, without its bytes, which are in the caller's buffer.</summary>
/// <param name="Type">The type that its sender gave it, 1 or more.</param>
/// <param name="Length">Its bytes; where it was cut off, the buffer's length.</param>
public readonly record struct SysVMessageInfo(long Type, int Length);
