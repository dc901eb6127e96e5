namespace Causeway;

/// <summary>Whose a record lock is. Both kinds keep each other out.</summary>
public enum RecordLockKind
{
    /// <summary>
    /// The open file description's (F_OFD_SETLK): objects exclude each other within a process too, and a lock goes when
    /// its own descriptor is closed.
    /// </summary>
    OpenFileDescription,

    /// <summary>
    /// The process's (F_SETLK): its threads do not exclude each other, and every lock that it has on a file goes when it
    /// closes any descriptor of that file, whoever opened it. The kernel knows its process, and reports deadlocks.
    /// </summary>
    Posix,
}
