using Causeway.Cli.Commands.Inspect.Limits;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect;

/// <summary><c>causeway limits</c>.</summary>
internal static class InspectLimits
{
    private static readonly Verb s_verb = new("", [], "Shows each limit of IPC, how much of it is used, and what raises it.",
        [ObjectDescription.Json with { Help = "one JSON object a line" }], Run);

    public static readonly VerbGroup Group = new("limits", "limits and their use", [s_verb],
        """
        use is of this IPC namespace, the machine, the file system, or whose it is; - where nothing is counted, or the limit is of one
        object. Of processes the one that is nearest to its limit is shown, and all above 80 % of their descriptors. No most is no limit.
        """)
    {
        Default = s_verb,
        RunsAlone = true,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        bool json = arguments.Has(ObjectDescription.Json);
        ObjectList.Write(json, [.. IpcLimits.Read().Select(FactsOf)]);
        return 0;
    }

    private static Fact[] FactsOf(IpcLimit limit) =>
    [
        new("limit", limit.Name), new("use", limit.Use), new("most", limit.Most), new("unit", limit.Unit), new("percent", limit.Percent), new("whose", limit.Whose), new("of", limit.Of),
        new("raise", limit.Raise),
    ];
}
