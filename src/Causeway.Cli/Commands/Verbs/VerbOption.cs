namespace Causeway.Cli.Commands.Verbs;

/// <summary>An option of a verb; the parser and the help read this same declaration. Its name is what it is: the help may differ by verb.</summary>
/// <param name="Name">With its two dashes.</param>
/// <param name="Value">What its value is called in the help; null for an option without one.</param>
/// <param name="Help">One line.</param>
internal sealed record VerbOption(string Name, string? Value, string Help)
{
    /// <summary>Whether it may be given several times.</summary>
    public bool Repeats { get; init; }

    public bool Equals(VerbOption? other) => other is not null && Name == other.Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>As the help shows it.</summary>
    public string Usage => Value is null ? Name : $"{Name} {Value}";
}
