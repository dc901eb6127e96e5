using System.Collections.Immutable;

namespace Causeway;

/// <summary>A file with its locks. Who holds them and who waits are its ends (<see cref="IpcRole.Holder"/>, <see cref="IpcRole.Waiter"/>).</summary>
public sealed record FileLockObject : IpcObject
{
    /// <summary>The locks that are held, each with those that wait for it after it.</summary>
    public required ImmutableArray<InspectedLock> Locks { get; init; }

    /// <inheritdoc/>
    public bool Equals(FileLockObject? other) => base.Equals(other) && Locks.AsSpan().SequenceEqual(other.Locks.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}
