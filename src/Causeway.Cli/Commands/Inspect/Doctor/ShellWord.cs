using System.Globalization;
using System.Text;
using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>Words of commands that are printed to be run by bash, and are the same after they went through a terminal.</summary>
internal static class ShellWord
{
    /// <summary>As a shell takes it for one word, whatever is in it: as it is, in quotes, or where something in it cannot be printed as $'...'.</summary>
    public static string Of(string text)
    {
        if (text.All(static one => char.IsAsciiLetterOrDigit(one) || "/._:@%+=,-".Contains(one, StringComparison.Ordinal)) && text.Length > 0)
            return text;
        return PrintableText.Of(text) == text ? $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'" : Escaped(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The same of a path that is no text.</summary>
    public static string Of(ReadOnlySpan<byte> path) => Escaped(path);

    /// <summary>Each byte that is not plain as two digits (bash(1), QUOTING).</summary>
    private static string Escaped(ReadOnlySpan<byte> text)
    {
        StringBuilder word = new("$'", text.Length * 2);
        foreach (byte one in text)
        {
            if (one is (byte)'\'' or (byte)'\\' or (byte)'!' or < (byte)' ' or > (byte)'~')
                word.Append(CultureInfo.InvariantCulture, $"\\x{one:x2}");
            else
                word.Append((char)one);
        }

        return word.Append('\'').ToString();
    }
}
