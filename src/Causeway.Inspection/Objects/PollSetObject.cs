using System.Collections.Immutable;

namespace Causeway;

/// <summary>An epoll instance.</summary>
public sealed record PollSetObject : IpcObject
{
    /// <summary>What it watches.</summary>
    public ImmutableArray<PolledDescriptor> Targets { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(PollSetObject? other) => base.Equals(other) && Targets.AsSpan().SequenceEqual(other.Targets.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}
