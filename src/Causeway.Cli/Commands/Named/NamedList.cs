using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Named;

/// <summary><c>causeway named list</c>.</summary>
internal static class NamedList
{
    public static readonly Verb Verb = new("list", ["[KIND...]"], "Lists the objects of the domain, all or of these kinds, with who takes part.",
        [ObjectDescription.Json with { Help = "one JSON object a line" }, .. DomainReference.Options], Run)
    {
        Notes = $"KIND is {NamedKind.Words}.\nWhat is no object, or of another version, is listed without a kind, with what is wrong as its state.",
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        NamedObjectKind[] kinds = [.. arguments.Operands.Select(NamedKind.Parse)];
        IEnumerable<NamedObjectEntry> entries = DomainReference.Open(arguments).List();
        if (kinds.Length > 0)
            entries = entries.Where(one => one.Details is { } details && kinds.Contains(details.Kind));
        ObjectList.Write(arguments.Has(ObjectDescription.Json), [.. entries.Select(NamedFacts.Row)]);
        return 0;
    }
}
