using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect;

/// <summary><c>causeway show</c>.</summary>
internal static class InspectShow
{
    /// <summary>How objects are written, for the help of all verbs that take one.</summary>
    public const string Objects =
        """
        OBJECT is what causeway ls prints under id: pipe:[123], shm:65538, mq..., or: shm:0x1a2b (msg, sem) by key;
        mq:/NAME, posix-shm:/NAME, posix-sem:/NAME; @NAME, an abstract socket; a path with a slash; PID/FD, a descriptor.
        """;

    private const int MostWaits = 20;

    private static readonly Verb s_verb = new("", ["OBJECT", "[OBJECT...]"], "Shows all that is known of an object, who has an end of it, and who waits there.",
        [ObjectDescription.Json with { Help = "one JSON object a line" }], Run);

    public static readonly VerbGroup Group = new("show", "one object and its ends", [s_verb], Objects) { Default = s_verb, RunsAlone = true };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ObjectSelector[] selectors = [.. arguments.Operands.Select(ObjectSelector.Parse)];

        // Who waits for it may do so by way of another object: an epoll instance, a word of memory.
        Inventory inventory = Inventory.Take(IpcKinds.All, details: InspectionDetails.Waits | InspectionDetails.Signals);
        BlindSpotLines.Write(inventory.Snapshot);
        foreach (IpcObject one in selectors.SelectMany(selector => selector.Find(inventory)).DistinctBy(static one => one.Id))
            ObjectDescription.Write(arguments.Has(ObjectDescription.Json), Shown(arguments, inventory, one));
        return 0;
    }

    private static Fact[] Shown(VerbArguments arguments, Inventory inventory, IpcObject one)
    {
        Fact[] facts = ObjectFacts.ForShow(inventory, one);
        return arguments.Has(ObjectDescription.Json) ? facts : [.. facts.SelectMany(ForPeople)];
    }

    /// <summary>Names in place of numbers, and of many that wait the first, with how many there are.</summary>
    private static IEnumerable<Fact> ForPeople(Fact fact) => (fact.Name, fact.Value) switch
    {
        ("owner", uint user) => [fact with { Value = UserNames.Of(user) }],
        ("waits", Fact[][] waits) => [new("waiting", waits.Length <= MostWaits ? waits.Length : $"{waits.Length}: these {MostWaits} and {waits.Length - MostWaits} more"), fact with { Value = waits[..Math.Min(waits.Length, MostWaits)] }],
        ("targets", Fact[][] targets) => [fact with { Value = targets.Select(static target => target.Select(OnOneWord).ToArray()).ToArray() }],
        _ => [fact],
    };

    /// <summary>As strace(1) has it, so that a column stays one.</summary>
    private static Fact OnOneWord(Fact fact) => fact.Value is string[] names ? fact with { Value = string.Join('|', names) } : fact;
}
