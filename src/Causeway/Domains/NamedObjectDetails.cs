namespace Causeway;

/// <summary>What a named object was like when it was looked at; it may have changed since.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Random, and its own: a later object of the same name has another.</param>
/// <param name="Created">When it was made, to the second.</param>
/// <param name="CreatorProcessId">Who made it, by the number in its own PID namespace.</param>
/// <param name="Options">The options of its kind, as stored.</param>
/// <param name="Parameter">The parameter of its kind: the maximum of a semaphore, the bytes of memory.</param>
/// <param name="Value">The value in the word of its state: the units left of a semaphore, for example.</param>
/// <param name="HasWaiters">Whether the word says that somebody may sleep.</param>
/// <param name="TurnCell">The cell of the participant that comes next; 0 for none.</param>
/// <param name="IsCollected">Whether it has been collected: nobody joins any more.</param>
/// <param name="Participants">Who takes part, and which dead have left something behind, by cell.</param>
public sealed record NamedObjectDetails(
    NamedObjectKind Kind, ulong Id, DateTimeOffset Created, int CreatorProcessId, uint Options, long Parameter,
    int Value, bool HasWaiters, int TurnCell, bool IsCollected, IReadOnlyList<NamedObjectParticipant> Participants)
{
    /// <summary>How many processes have joined so far; 0: its creator died before it did, or is about to.</summary>
    public long JoinedSoFar { get; init; }
}
