namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>Words of commands that are printed to be run.</summary>
internal static class ShellWord
{
    /// <summary>As a shell takes it for one word, whatever is in it.</summary>
    public static string Of(string text) => text.All(static one => char.IsAsciiLetterOrDigit(one) || "/._:@%+=,-".Contains(one, StringComparison.Ordinal)) && text.Length > 0
        ? text
        : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
