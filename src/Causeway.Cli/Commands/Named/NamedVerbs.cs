using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Named;

/// <summary>The verbs that every kind has.</summary>
internal static class NamedVerbs
{
    /// <summary><c>stat</c> of one kind, or of any.</summary>
    public static Verb Stat(NamedObjectKind? kind) => new("stat", ["NAME"], "Shows the state, who holds it and who waits, alive or dead; takes nothing.",
        [ObjectDescription.Json, .. DomainReference.Options], (arguments, _) => Stat(arguments, kind))
    {
        Notes = "Processes have the numbers by which they know themselves: in another PID namespace these are others.",
    };

    /// <summary><c>rm</c> of one kind, or of any.</summary>
    public static Verb Remove(NamedObjectKind? kind) => new("rm", ["NAME..."], "Removes names; those who have the object open keep it until they close it.",
        DomainReference.Options, (arguments, _) => NamedReference.Remove(arguments, kind));

    private static int Stat(VerbArguments arguments, NamedObjectKind? kind)
    {
        Domain domain = DomainReference.Open(arguments);
        ObjectDescription.Write(arguments.Has(ObjectDescription.Json), NamedFacts.Full(domain, NamedReference.Find(domain, arguments.Operands[0], kind)));
        return 0;
    }
}
