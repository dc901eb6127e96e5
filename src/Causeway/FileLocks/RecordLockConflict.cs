namespace Causeway;

/// <summary>A lock that keeps another one out.</summary>
/// <param name="Kind">Whose it is.</param>
/// <param name="Mode">How it is held.</param>
/// <param name="Range">Which bytes.</param>
/// <param name="ProcessIds">
/// The processes that hold it. The kernel names the one of a POSIX lock, unless it is of another PID namespace or machine; those of an open-file-description lock are found
/// through /proc/PID/fdinfo, as far as this user may look: none where it may not, several where they share the descriptor.
/// </param>
public sealed record RecordLockConflict(RecordLockKind Kind, FileLockMode Mode, FileRange Range, IReadOnlyList<int> ProcessIds);
