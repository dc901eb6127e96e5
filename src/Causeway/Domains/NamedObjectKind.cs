namespace Causeway;

/// <summary>What a named object is.</summary>
public enum NamedObjectKind
{
    /// <summary>A semaphore.</summary>
    Semaphore = 1,

    /// <summary>An event.</summary>
    Event = 2,

    /// <summary>A mutex.</summary>
    Mutex = 3,

    /// <summary>A read-write lock.</summary>
    ReaderWriterLock = 4,

    /// <summary>A lock bound to no thread.</summary>
    Lock = 5,

    /// <summary>A barrier.</summary>
    Barrier = 6,

    /// <summary>A countdown.</summary>
    Countdown = 7,

    /// <summary>Memory.</summary>
    Memory = 8,
}
