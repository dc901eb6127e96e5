using System.Globalization;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Named;

/// <summary><c>causeway named gc</c>.</summary>
internal static class NamedCollect
{
    private static readonly VerbOption s_dryRun = new("--dry-run", Value: null, "show what would be removed, and remove nothing");

    public static readonly Verb Verb = new("gc", [], "Removes the objects that only the dead hold, and says which and why.",
        [s_dryRun, ObjectDescription.Json with { Help = "one JSON object a line" }, .. DomainReference.Options], Run)
    {
        Notes =
            """
            An object goes where nobody takes part any more and its last user died, or its creator before anybody used it: one that
            its last user left in good order stays, it may be meant to. So does what is no object, or of another version. Each is
            looked at again under a lock.
            """,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        Domain domain = DomainReference.Open(arguments);
        NamedObjectEntry[] held = [.. domain.List().Where(IsOfTheDead)];
        NamedObjectEntry[] gone = held;
        if (!arguments.Has(s_dryRun))
        {
            DomainCollection collected = domain.Collect();

            // One may have died since the look, or have been revived.
            gone = [.. collected.Objects.Select(name => Array.Find(held, one => one.Name == name) ?? new NamedObjectEntry(name, 0, default, 0, 0, null, null))];
        }

        string closing = string.Create(CultureInfo.InvariantCulture, $"{gone.Length} {(arguments.Has(s_dryRun) ? "would be removed" : "removed")}");
        ObjectList.Write(arguments.Has(ObjectDescription.Json), [.. gone.Select(Row)], closing);
        return 0;
    }

    private static bool IsOfTheDead(NamedObjectEntry entry) =>
        entry.Details is { } details && (details.JoinedSoFar == 0 || details.Participants.Count > 0) && details.Participants.All(one => !one.IsAlive);

    private static Fact[] Row(NamedObjectEntry entry) =>
        [new("kind", entry.Details is { } details ? NamedKind.WordOf(details.Kind) : null), new("name", entry.Name), new("why", Why(entry.Details))];

    private static string Why(NamedObjectDetails? details)
    {
        if (details is null)
            return "only the dead hold it";
        if (details.JoinedSoFar == 0)
            return "its creator died before it used it";
        string died = string.Join(", ", details.Participants.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.ProcessId}{HeldBy(details, one)}")));
        return $"only the dead hold it: {died}";
    }

    private static string HeldBy(NamedObjectDetails details, NamedObjectParticipant one) =>
        NamedState.HeldBy(details, one) is { } held ? $" ({(details.Kind == NamedObjectKind.Semaphore ? $"held {held}" : held)})" : "";
}
