using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Named;

/// <summary><c>causeway named</c>.</summary>
internal static class NamedGroup
{
    /// <summary>How objects are named, whatever their kind.</summary>
    public const string Names = "NAME is 1 to 200 bytes without a slash, not beginning with a dot. What a killed process held is given back.";

    public static readonly VerbGroup Group = new("named", "named objects of all kinds: what there is, and taking away",
        [NamedList.Verb, NamedVerbs.Stat(kind: null), NamedVerbs.Remove(kind: null), NamedCollect.Verb], Names);
}
