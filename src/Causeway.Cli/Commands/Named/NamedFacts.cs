using System.Globalization;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Named;

/// <summary>What is known of a named object, as <c>stat</c> and <c>list</c> show it.</summary>
internal static class NamedFacts
{
    /// <summary>All of one.</summary>
    public static Fact[] Full(Domain domain, NamedObjectEntry entry)
    {
        Fact[] file =
        [
            new("mode", Fact.Mode(entry.Permissions)), new("user", entry.UserId), new("group", entry.GroupId), new("bytes", entry.SizeBytes),
        ];
        if (entry.Details is not { } details)
            return [new("name", entry.Name), new("kind", null), new("problem", entry.Problem), new("domain", domain.Path), .. file];
        return
        [
            new("name", entry.Name), new("kind", NamedKind.WordOf(details.Kind)), .. NamedState.FactsOf(details), .. Counts(details),
            new("turn", details.Participants.FirstOrDefault(one => one.Cell == details.TurnCell)?.ProcessId),
            new("domain", domain.Path), new("created", details.Created), new("creator", details.CreatorProcessId),
            new("id", details.Id.ToString("x16", CultureInfo.InvariantCulture)), new("collected", details.IsCollected), .. file,
            new("participants", details.Participants.Select(one => Participant(details, one)).ToArray()),
        ];
    }

    /// <summary>A line of a list.</summary>
    public static Fact[] Row(NamedObjectEntry entry) => entry.Details is { } details
        ? [new("kind", NamedKind.WordOf(details.Kind)), new("name", entry.Name), .. Counts(details), new("state", NamedState.Describe(details))]
        : [new("kind", null), new("name", entry.Name), new("alive", null), new("dead", null), new("waiting", null), new("state", entry.Problem)];

    /// <summary>How many wait, threads and asynchronous calls; the dead wait no more.</summary>
    private static int Waiting(NamedObjectParticipant one) => one.IsAlive ? one.WaitingThreads + one.WaitingAsynchronous : 0;

    private static Fact[] Counts(NamedObjectDetails details) =>
    [
        new("alive", details.Participants.Count(one => one.IsAlive)), new("dead", details.Participants.Count(one => !one.IsAlive)),
        new("waiting", details.Participants.Sum(Waiting)),
    ];

    /// <summary>One who takes part.</summary>
    public static Fact[] Participant(NamedObjectDetails details, NamedObjectParticipant one) =>
    [
        new("cell", one.Cell), new("process", one.ProcessId), new("alive", one.IsAlive),
        new("holds", NamedState.HeldBy(details, one)), new("waiting", Waiting(one)),
    ];
}
