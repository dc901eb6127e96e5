using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Named;

/// <summary>What the value, options and cells of an object mean, by its kind (docs/named-objects-ground.md).</summary>
internal static class NamedState
{
    private const uint AutomaticEvent = 1;
    private const uint ConsumedUnits = 1;

    /// <summary>The facts of its kind; the bare value for one that this version does not know.</summary>
    public static Fact[] FactsOf(NamedObjectDetails details) => details.Kind switch
    {
        NamedObjectKind.Mutex or NamedObjectKind.Lock => ExclusiveState.FactsOf(details),
        NamedObjectKind.Semaphore =>
        [
            new("count", details.Value), new("maximum", details.Parameter), new("consumed", (details.Options & ConsumedUnits) != 0),
            new("held", HeldBy(details, alive: true)), new("heldByDead", HeldBy(details, alive: false)),
        ],
        NamedObjectKind.Event => [new("set", details.Value != 0), new("reset", (details.Options & AutomaticEvent) != 0 ? "auto" : "manual")],
        NamedObjectKind.ReaderWriterLock => ReaderWriterState.FactsOf(details),
        NamedObjectKind.Barrier => BarrierState.FactsOf(details),
        NamedObjectKind.Countdown => CountdownState.FactsOf(details),
        NamedObjectKind.Memory => MemoryState.FactsOf(details),
        _ => [new("value", details.Value)],
    };

    /// <summary>In a few words, for a list.</summary>
    public static string Describe(NamedObjectDetails details) => details.Kind switch
    {
        NamedObjectKind.Mutex or NamedObjectKind.Lock => ExclusiveState.Describe(details),
        NamedObjectKind.Semaphore => $"{details.Value} of {details.Parameter}{((details.Options & ConsumedUnits) != 0 ? ", consumed" : "")}",
        NamedObjectKind.Event => $"{(details.Value != 0 ? "set" : "not set")}, {((details.Options & AutomaticEvent) != 0 ? "auto" : "manual")}",
        NamedObjectKind.ReaderWriterLock => ReaderWriterState.Describe(details),
        NamedObjectKind.Barrier => BarrierState.Describe(details),
        NamedObjectKind.Countdown => CountdownState.Describe(details),
        NamedObjectKind.Memory => MemoryState.Describe(details),
        _ => $"value {details.Value}",
    };

    /// <summary>What one who takes part holds, in words; null for nothing.</summary>
    public static string? HeldBy(NamedObjectDetails details, NamedObjectParticipant one) => details.Kind switch
    {
        NamedObjectKind.Mutex or NamedObjectKind.Lock => ExclusiveState.OwnerOf(details) == one ? "owner" : null,
        NamedObjectKind.ReaderWriterLock => ReaderWriterState.HeldBy(one),
        NamedObjectKind.Barrier => BarrierState.HeldBy(details, one),
        NamedObjectKind.Countdown => CountdownState.HeldBy(one),
        NamedObjectKind.Memory => MemoryState.InitializerOf(details) == one ? "initialises" : null,
        _ => one.Held > 0 ? $"{one.Held}" : null,
    };

    private static long HeldBy(NamedObjectDetails details, bool alive) => details.Participants.Where(one => one.IsAlive == alive).Sum(one => one.Held);
}
