namespace Causeway.Cli.Commands.Verbs;

/// <summary>What a group can do with its kind of object: <c>send</c> of <c>causeway mq send</c>.</summary>
/// <param name="Name">What the user types; empty where the group has this verb alone.</param>
/// <param name="Operands">Their names in order: <c>NAME</c> is required, <c>[MESSAGE...]</c> is not and repeats.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Options">In the order of the help.</param>
/// <param name="Run">Does it and answers the exit code.</param>
internal sealed record Verb(string Name, string[] Operands, string Summary, VerbOption[] Options, Func<VerbArguments, Interruption, int> Run)
{
    /// <summary>Whether <c>-- CMD</c> may follow.</summary>
    public bool RunsCommand { get; init; }

    /// <summary>What the options do not say; lines.</summary>
    public string? Notes { get; init; }

    /// <summary>How many operands there must be.</summary>
    public int FewestOperands => Operands.Count(name => name[0] != '[');

    /// <summary>How many there may be.</summary>
    public int MostOperands => Operands.Any(name => name.Contains("...", StringComparison.Ordinal)) ? int.MaxValue : Operands.Length;

    /// <summary>The line after <c>causeway GROUP</c>.</summary>
    public string Usage =>
        string.Join(' ', [.. Name.Length > 0 ? [Name] : Array.Empty<string>(), .. Operands, .. Options.Length > 0 ? ["[OPTIONS]"] : Array.Empty<string>(), .. RunsCommand ? ["[-- CMD...]"] : Array.Empty<string>()]);
}
