using System.Globalization;

namespace Causeway.Cli.Commands.Verbs;

/// <summary>Sizes and offsets as people write them: a number of bytes, also as 0x hexadecimal, or with one of K, M, G, T (powers of 1024).</summary>
internal static class ByteCount
{
    private const string Units = "KMGT";

    /// <summary>The bytes meant.</summary>
    /// <exception cref="UsageException">Not such a number, or less than <paramref name="minimum"/>.</exception>
    public static long Parse(string what, string text, long minimum = 0)
    {
        int unit = text.Length > 1 ? Units.IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal) + 1 : 0;
        bool isNumber = VerbArguments.TryNumber(unit > 0 ? text[..^1] : text, out long number);
        int shift = 10 * unit;
        return isNumber && number >= minimum && number <= long.MaxValue >> shift ? number << shift
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{what} {text}: a number of bytes is needed, {minimum} or more, such as 4096, 64K or 0x1000"));
    }

    /// <summary>An option's value; null where it was not given.</summary>
    /// <exception cref="UsageException">Not such a number, or less than <paramref name="minimum"/>.</exception>
    public static long? Of(VerbArguments arguments, VerbOption option, long minimum = 0) =>
        arguments.Text(option) is { } text ? Parse(option.Name, text, minimum) : null;
}
