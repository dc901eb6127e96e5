using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Signalling;

/// <summary><c>causeway signal ls</c>.</summary>
internal static class SignalLs
{
    public static readonly Verb Verb = new("ls", [], "Lists all signals by number and name.", [ObjectDescription.Json with { Help = "one JSON object a line" }], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ObjectList.Write(arguments.Has(ObjectDescription.Json),
            [.. SignalSet.All.Select(static signal => new Fact[] { new("number", signal.Number), new("name", signal.Name) })]);
        return 0;
    }
}
