using System.Globalization;

namespace Causeway.Cli.Commands.Verbs;

/// <summary>What the user gave a verb.</summary>
/// <param name="operands">In order.</param>
/// <param name="values">Of the options that were given.</param>
/// <param name="command">What follows <c>--</c>; null without it.</param>
internal sealed class VerbArguments(IReadOnlyList<string> operands, IReadOnlyDictionary<VerbOption, string[]> values, IReadOnlyList<string>? command)
{
    public IReadOnlyList<string> Operands => operands;

    public IReadOnlyList<string>? Command => command;

    public bool Has(VerbOption option) => values.ContainsKey(option);

    public string? Text(VerbOption option) => values.TryGetValue(option, out string[]? given) ? given[0] : null;

    public IReadOnlyList<string> Texts(VerbOption option) => values.TryGetValue(option, out string[]? given) ? given : [];

    /// <summary>A whole number, also as 0x hexadecimal.</summary>
    /// <exception cref="UsageException">Not one, or out of range.</exception>
    public long? Number(VerbOption option, long minimum, long maximum)
    {
        if (Text(option) is not { } text)
            return null;
        return TryNumber(text, out long number) && number >= minimum && number <= maximum ? number
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} {text}: a number from {minimum} to {maximum} is needed"));
    }

    /// <inheritdoc cref="Number"/>
    public int? Integer(VerbOption option, int minimum, int maximum) => (int?)Number(option, minimum, maximum);

    /// <summary>Seconds, or a number with one of ms, s, m, h.</summary>
    /// <exception cref="UsageException">Not one.</exception>
    public TimeSpan? Duration(VerbOption option)
    {
        if (Text(option) is not { } text)
            return null;
        (string digits, double milliseconds) = text switch
        {
            [.. var number, 'm', 's'] => (number, 1),
            [.. var number, 's'] => (number, 1_000),
            [.. var number, 'm'] => (number, 60_000),
            [.. var number, 'h'] => (number, 3_600_000),
            _ => (text, 1_000d),
        };
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value >= 0 && value * milliseconds <= int.MaxValue
            ? TimeSpan.FromMilliseconds(value * milliseconds)
            : throw new UsageException($"{option.Name} {text}: a time such as 2, 0.5, 500ms or 1m is needed, up to 24 days");
    }

    /// <summary>Permissions as chmod(1) takes them in octal.</summary>
    /// <exception cref="UsageException">Not those.</exception>
    public UnixFileMode? Mode(VerbOption option)
    {
        if (Text(option) is not { } text)
            return null;
        return text.Length is > 0 and <= 4 && text.All(digit => digit is >= '0' and <= '7') && Convert.ToInt32(text, 8) is var mode and <= 0x1FF
            ? (UnixFileMode)mode
            : throw new UsageException($"{option.Name} {text}: permissions in octal are needed, from 0 to 777");
    }

    /// <summary>Refuses two that exclude each other.</summary>
    /// <exception cref="UsageException">Several of them were given.</exception>
    public void AllowOneOf(params VerbOption[] options)
    {
        string[] given = [.. options.Where(Has).Select(option => option.Name)];
        if (given.Length > 1)
            throw new UsageException($"{given[0]} and {given[1]} exclude each other");
    }

    /// <summary>A number as people write it for the kernel's objects: decimal, or 0x hexadecimal.</summary>
    public static bool TryNumber(string text, out long number) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
