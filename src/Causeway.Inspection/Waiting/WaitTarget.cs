using System.Collections.Immutable;

namespace Causeway.Inspection.Waiting;

/// <summary>What a thread turned out to wait for; <see cref="IpcWait"/> says what each part means.</summary>
/// <param name="Object">At what.</param>
/// <param name="Awaited">For what.</param>
/// <param name="Holders">The pids of those who can end it, possibly several times.</param>
internal sealed record WaitTarget(IpcObject? Object, string Awaited, params IEnumerable<int> Holders)
{
    public bool IsHeld { get; init; }

    public bool IsHint { get; init; }

    /// <summary>Whether nobody but the holders can end it, whoever else there is that could not be looked at.</summary>
    public bool IsExclusive { get; init; }

    public int HolderThread { get; init; }

    public bool CanEndOtherwise { get; init; }

    public ImmutableArray<IpcObject> Several { get; init; } = [];
}
