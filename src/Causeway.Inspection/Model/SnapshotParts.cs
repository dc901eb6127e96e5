using System.Collections.Immutable;

namespace Causeway;

/// <summary>What a snapshot is made of.</summary>
internal sealed record SnapshotParts
{
    public required DateTimeOffset Time { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>By pid.</summary>
    public required ImmutableArray<InspectedProcess> Processes { get; init; }

    /// <summary>By identity.</summary>
    public required ImmutableArray<IpcObject> Objects { get; init; }

    /// <summary>By process, in the order of <see cref="Processes"/>.</summary>
    public required ImmutableArray<IpcEnd> Ends { get; init; }

    public required ImmutableArray<IpcWait> Waits { get; init; }

    public required ImmutableArray<BlindSpot> BlindSpots { get; init; }

    /// <summary>Indices into <see cref="Ends"/>, by object.</summary>
    public required int[] EndsByObject { get; init; }

    /// <summary>Where each object's begin in <see cref="EndsByObject"/>; one more at the end.</summary>
    public required int[] ObjectStarts { get; init; }

    /// <summary>Where each process's ends begin in <see cref="Ends"/>; one more at the end.</summary>
    public required int[] ProcessStarts { get; init; }
}
