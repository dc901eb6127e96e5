namespace Causeway;

/// <summary>An object that processes communicate by, as it was at one moment. Its ends are <see cref="InspectionSnapshot.EndsOf(IpcObject)"/>.</summary>
public abstract record IpcObject
{
    /// <summary>What tells it from every other.</summary>
    public required IpcObjectId Id { get; init; }

    /// <summary>
    /// What it is reached by: the path as a process has it open, a queue's name with its slash, an abstract address with its
    /// at sign, a memfd's name; null for what has none.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>Its owner; null where it has none, or it is not told.</summary>
    public uint? UserId { get; init; }

    /// <summary>Its permissions; null where it has none, or they are not told.</summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>The namespace it is in, by its inode: IPC for queues, System V objects; network for sockets; 0 for what is in none, or where it is not told.</summary>
    public uint Namespace { get; init; }

    /// <summary>What it is.</summary>
    public IpcKind Kind => Id.Kind;
}
