namespace Causeway;

/// <summary>A lock that is held or waited for.</summary>
/// <param name="Kind">What kind of lock.</param>
/// <param name="Mode">Shared or exclusive.</param>
/// <param name="Range">Which bytes; the whole file for flock(2).</param>
/// <param name="IsWaiting">Whether it is waited for.</param>
/// <param name="ProcessId">
/// Who holds or awaits it: of POSIX locks the process; of flock(2) who took it, which may have left it to a child; of others the
/// one that has it open, found by its descriptor; 0 where that is not known.
/// </param>
/// <param name="Descriptor">The descriptor that holds it there; -1 where that is not known.</param>
public readonly record struct InspectedLock(FileLockKind Kind, FileLockMode Mode, FileRange Range, bool IsWaiting, int ProcessId, int Descriptor);
