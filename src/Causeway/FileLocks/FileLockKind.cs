namespace Causeway;

/// <summary>What kind of lock a file has.</summary>
public enum FileLockKind
{
    /// <summary>flock(2): of an open file description, on the whole file.</summary>
    Flock,

    /// <summary>fcntl(2), F_SETLK and lockf(3): of a process, on a range.</summary>
    Posix,

    /// <summary>fcntl(2), F_OFD_SETLK: of an open file description, on a range.</summary>
    OpenFileDescription,

    /// <summary>fcntl(2), F_SETLEASE: its holder is told before others open the file.</summary>
    Lease,

    /// <summary>One that this version does not know.</summary>
    Other,
}
