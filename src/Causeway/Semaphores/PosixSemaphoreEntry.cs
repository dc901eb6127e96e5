namespace Causeway;

/// <summary>One named semaphore as <see cref="PosixSemaphore.List"/> found it.</summary>
/// <param name="Name">The name, slash first.</param>
/// <param name="UserId">Its owner.</param>
/// <param name="GroupId">Its group.</param>
/// <param name="Permissions">Who may use it: that takes reading and writing.</param>
/// <param name="Value">Its value then; null where this process may not read it.</param>
public sealed record PosixSemaphoreEntry(string Name, uint UserId, uint GroupId, UnixFileMode Permissions, int? Value);
