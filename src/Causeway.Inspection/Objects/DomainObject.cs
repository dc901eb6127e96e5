namespace Causeway;

/// <summary>
/// A named object of Causeway's own: a mutex, a semaphore, an event and their like; its <see cref="IpcObject.Name"/> is its file. Those of the
/// directories /dev/shm/causeway-* and of $CAUSEWAY_DOMAIN are looked at.
/// </summary>
/// <remarks>Who holds it are ends of the role <see cref="IpcRole.Holder"/>, where their pids are known here.</remarks>
public sealed record DomainObject : MemoryObject
{
    /// <summary>What it is like, and who takes part, alive or dead; null where it could not be read as an object.</summary>
    public NamedObjectDetails? Details { get; init; }

    /// <summary>Why not; null where it could, or nobody has looked.</summary>
    public string? Problem { get; init; }

    /// <inheritdoc/>
    public bool Equals(DomainObject? other) => base.Equals(other) && Problem == other.Problem && AreEqual(Details, other.Details);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();

    private static bool AreEqual(NamedObjectDetails? one, NamedObjectDetails? other) => one is null || other is null
        ? one is null && other is null
        : one.Participants.SequenceEqual(other.Participants) && one with { Participants = other.Participants } == other;
}
