namespace Causeway;

/// <summary>
/// Shared memory that is a file: POSIX shared memory (<see cref="IpcKind.PosixMemory"/>), a memfd, anonymous memory, a file that is
/// mapped shared, an object of Causeway's own.
/// </summary>
public record MemoryObject : IpcObject
{
    /// <summary>Its size; null where it is not told.</summary>
    public long? Bytes { get; init; }

    /// <summary>Whether its name has been removed: it goes with the last descriptor and mapping. A memfd has none to begin with.</summary>
    public bool IsDeleted { get; init; }
}
