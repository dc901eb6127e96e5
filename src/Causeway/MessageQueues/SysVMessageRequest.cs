namespace Causeway.MessageQueues;

/// <summary>One receive that has to wait.</summary>
internal readonly record struct SysVMessageRequest(Memory<byte> Buffer, SysVMessageSelection Selection, bool Truncate, CancellationToken Token);
