namespace Causeway;

/// <summary>A lock that is held or waited for, as the kernel listed it at one moment.</summary>
/// <param name="Kind">What kind of lock.</param>
/// <param name="Mode">Shared or exclusive.</param>
/// <param name="Range">Which bytes; the whole file for flock(2).</param>
/// <param name="ProcessIds">
/// Who holds it, or waits for it. Of a lock of an open file description these are all processes that have it open, found
/// through /proc/PID/fdinfo as far as this user may look; locks that cannot be told apart are one entry with all their holders.
/// </param>
/// <param name="Path">The file, as a holder has it open; null where this user may not look.</param>
/// <param name="DeviceMajor">The device of the file system.</param>
/// <param name="DeviceMinor">The device of the file system.</param>
/// <param name="Inode">The file's number in it.</param>
/// <param name="Waiters">Who waits for it; a waiter has none. Who waits for several locks stands at the first.</param>
public sealed record FileLockEntry(
    FileLockKind Kind,
    FileLockMode Mode,
    FileRange Range,
    IReadOnlyList<int> ProcessIds,
    string? Path,
    int DeviceMajor,
    int DeviceMinor,
    ulong Inode,
    IReadOnlyList<FileLockEntry> Waiters);
