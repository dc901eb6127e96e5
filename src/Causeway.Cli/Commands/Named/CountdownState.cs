using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Named;

/// <summary>A countdown: bits 0-29 of the value are what is missing still; 30: somebody died who owed. A cell has what its process owes of it.</summary>
internal static class CountdownState
{
    private const int Count = (1 << 30) - 1;
    private const int SignallerDied = 1 << 30;
    private const uint SignalsForTheDead = 1;

    public static Fact[] FactsOf(NamedObjectDetails details) =>
    [
        new("count", details.Value & Count), new("initial", details.Parameter), new("signalsForTheDead", (details.Options & SignalsForTheDead) != 0),
        new("owed", OwedBy(details, alive: true)), new("owedByDead", OwedBy(details, alive: false)),
        new("signallerDied", (details.Value & SignallerDied) != 0 || OwedBy(details, alive: false) > 0),
    ];

    public static string Describe(NamedObjectDetails details) =>
        $"{((details.Value & Count) is > 0 and int missing ? $"{missing} missing" : "set")}{((details.Value & SignallerDied) != 0 ? ", a signaller died" : "")}";

    /// <summary>What one who takes part owes, in words; null for nothing.</summary>
    public static string? HeldBy(NamedObjectParticipant one) => one.Held > 0 ? $"owes {one.Held}" : null;

    private static long OwedBy(NamedObjectDetails details, bool alive) => details.Participants.Where(one => one.IsAlive == alive).Sum(one => one.Held);
}
