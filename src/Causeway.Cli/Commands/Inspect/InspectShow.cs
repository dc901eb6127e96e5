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

    private static readonly Verb s_verb = new("", ["OBJECT", "[OBJECT...]"], "Shows all that is known of an object, and who has an end of it.",
        [ObjectDescription.Json with { Help = "one JSON object a line" }], Run);

    public static readonly VerbGroup Group = new("show", "one object and its ends", [s_verb], Objects) { Default = s_verb };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ObjectSelector[] selectors = [.. arguments.Operands.Select(ObjectSelector.Parse)];
        Inventory inventory = Inventory.Take(selectors.Select(static one => one.Kinds).Aggregate(static (one, other) => one.Union(other)));
        BlindSpotLines.Write(inventory.Snapshot);
        foreach (IpcObject one in selectors.SelectMany(selector => selector.Find(inventory)).DistinctBy(static one => one.Id))
            ObjectDescription.Write(arguments.Has(ObjectDescription.Json), Shown(arguments, inventory, one));
        return 0;
    }

    private static Fact[] Shown(VerbArguments arguments, Inventory inventory, IpcObject one)
    {
        Fact[] facts = ObjectFacts.ForShow(inventory, one);
        return arguments.Has(ObjectDescription.Json) ? facts : [.. facts.Select(static fact => fact.Name == "owner" && fact.Value is uint user ? fact with { Value = UserNames.Of(user) } : fact)];
    }
}
