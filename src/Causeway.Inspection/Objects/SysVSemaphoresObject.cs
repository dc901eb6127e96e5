using System.Collections.Immutable;

namespace Causeway;

/// <summary>A System V semaphore set.</summary>
public sealed record SysVSemaphoresObject : SysVObject
{
    /// <summary>How many semaphores it has.</summary>
    public required int Count { get; init; }

    /// <summary>Each of them; empty where this user may not read the set.</summary>
    public ImmutableArray<InspectedSemaphore> Semaphores { get; init; } = [];

    /// <summary>When an operation last succeeded, to the second; null for never.</summary>
    public DateTimeOffset? LastOperation { get; init; }

    /// <inheritdoc/>
    public bool Equals(SysVSemaphoresObject? other) => base.Equals(other) && Count == other.Count
        && LastOperation == other.LastOperation && Semaphores.AsSpan().SequenceEqual(other.Semaphores.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}
