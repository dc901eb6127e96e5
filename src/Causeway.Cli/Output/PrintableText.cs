using System.Globalization;
using System.Text;

namespace Causeway.Cli.Output;

/// <summary>Names that anybody may have chosen, for a terminal: what is no printable character is shown by its number.</summary>
internal static class PrintableText
{
    /// <summary>As it is where all of it is printable; <c>a\x1b[2J</c> for what would clear the screen.</summary>
    public static string Of(string text)
    {
        // A loop: what searches a span is generic, and takes memory for each text until it has been compiled for speed.
        foreach (char one in text)
        {
            if (one is < ' ' or > '~')
                return Escape(text);
        }

        return text;
    }

    private static string Escape(string text)
    {
        StringBuilder printable = new(text.Length + 8);
        foreach (Rune one in text.EnumerateRunes())
        {
            if (IsPrintable(one))
                printable.Append(one);
            else if (one.Value <= byte.MaxValue)
                printable.Append(CultureInfo.InvariantCulture, $"\\x{one.Value:x2}");
            else
                printable.Append(CultureInfo.InvariantCulture, $"\\u{one.Value:x4}");
        }

        return printable.ToString();
    }

    /// <summary>Not those that move the cursor, start lines, or turn the direction of what follows.</summary>
    private static bool IsPrintable(Rune one) => Rune.GetUnicodeCategory(one) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);
}
