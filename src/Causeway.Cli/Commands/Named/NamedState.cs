using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Named;

/// <summary>What the value, options and cells of an object mean, by its kind (docs/named-objects-ground.md).</summary>
internal static class NamedState
{
    private const uint AutomaticEvent = 1;
    private const uint ConsumedUnits = 1;
    private const int ExclusiveOwner = 0x7F;
    private const int ExclusiveOwnerDied = 0x80;

    /// <summary>The facts of its kind; none for one that this version does not know.</summary>
    public static Fact[] FactsOf(NamedObjectDetails details) => details.Kind switch
    {
        NamedObjectKind.Mutex or NamedObjectKind.Lock => ExclusiveFacts(details),
        NamedObjectKind.Semaphore =>
        [
            new("count", details.Value), new("maximum", details.Parameter), new("consumed", (details.Options & ConsumedUnits) != 0),
            new("held", HeldBy(details, alive: true)), new("heldByDead", HeldBy(details, alive: false)),
        ],
        NamedObjectKind.Event => [new("set", details.Value != 0), new("reset", (details.Options & AutomaticEvent) != 0 ? "auto" : "manual")],
        _ => [new("value", details.Value)],
    };

    /// <summary>In a few words, for a list.</summary>
    public static string Describe(NamedObjectDetails details) => details.Kind switch
    {
        NamedObjectKind.Mutex or NamedObjectKind.Lock => DescribeExclusive(details),
        NamedObjectKind.Semaphore => $"{details.Value} of {details.Parameter}{((details.Options & ConsumedUnits) != 0 ? ", consumed" : "")}",
        NamedObjectKind.Event => $"{(details.Value != 0 ? "set" : "not set")}, {((details.Options & AutomaticEvent) != 0 ? "auto" : "manual")}",
        _ => $"value {details.Value}",
    };

    /// <summary>What one who takes part holds, in words; null for nothing.</summary>
    public static string? HeldBy(NamedObjectDetails details, NamedObjectParticipant participant) => details.Kind switch
    {
        NamedObjectKind.Mutex or NamedObjectKind.Lock => (details.Value & ExclusiveOwner) == participant.Cell ? "owner" : null,
        _ => participant.Held > 0 ? $"{participant.Held}" : null,
    };

    private static long HeldBy(NamedObjectDetails details, bool alive) => details.Participants.Where(one => one.IsAlive == alive).Sum(one => one.Held);

    private static NamedObjectParticipant? OwnerOf(NamedObjectDetails details) =>
        details.Participants.FirstOrDefault(one => one.Cell == (details.Value & ExclusiveOwner));

    private static Fact[] ExclusiveFacts(NamedObjectDetails details)
    {
        NamedObjectParticipant? owner = OwnerOf(details);
        return
        [
            new("owner", owner?.ProcessId), new("ownerAlive", owner?.IsAlive),
            new("lastOwnerDied", (details.Value & ExclusiveOwnerDied) != 0 || owner is { IsAlive: false }),
        ];
    }

    private static string DescribeExclusive(NamedObjectDetails details) => OwnerOf(details) switch
    {
        { IsAlive: true } owner => $"owned by {owner.ProcessId}",
        { } dead => $"owner {dead.ProcessId} died",
        null when (details.Value & ExclusiveOwnerDied) != 0 => "free, last owner died",
        null => "free",
    };
}
