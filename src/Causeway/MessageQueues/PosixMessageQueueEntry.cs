namespace Causeway;

/// <summary>One POSIX queue as <see cref="PosixMessageQueue.List"/> found it.</summary>
/// <param name="Name">The name, slash first.</param>
/// <param name="UserId">Its owner.</param>
/// <param name="GroupId">Its group.</param>
/// <param name="Permissions">Who may send (write) and receive (read).</param>
/// <param name="Status">What it holds and who is registered; null where this process may not read it.</param>
public sealed record PosixMessageQueueEntry(string Name, uint UserId, uint GroupId, UnixFileMode Permissions, PosixMessageQueueStatus? Status);
