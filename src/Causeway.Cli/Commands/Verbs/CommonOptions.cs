namespace Causeway.Cli.Commands.Verbs;

/// <summary>What creating takes, whatever is created.</summary>
internal static class CommonOptions
{
    public static readonly VerbOption Mode = new("--mode", "OCTAL", "the permissions, exactly these whatever the umask; 600 unless given");
    public static readonly VerbOption IfMissing = new("--if-missing", Value: null, "leave one that exists as it is");

    /// <summary>The permissions asked for.</summary>
    public static UnixFileMode ModeOf(VerbArguments arguments) => arguments.Mode(Mode) ?? (UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>Removes each operand; those that are not there make it exit code 1 in the end.</summary>
    /// <param name="operands">What to remove.</param>
    /// <param name="what">What such a thing is called in the message.</param>
    /// <param name="remove">Answers whether there was one.</param>
    public static int RemoveAll(IEnumerable<string> operands, string what, Func<string, bool> remove)
    {
        string[] missing = [.. operands.Where(one => !remove(one))];
        return missing is [] ? 0 : throw new NothingThereException($"there is no {what} {string.Join(", ", missing)}");
    }
}
