using System.Globalization;

namespace Causeway;

/// <content>From text.</content>
public readonly partial record struct Signal
{
    /// <summary>A signal by its name or number, as kill(1) takes it: <c>USR1</c>, <c>SIGUSR1</c>, <c>RTMIN+2</c>, <c>rtmax-3</c>, <c>10</c>.</summary>
    /// <exception cref="FormatException">Not one.</exception>
    public static Signal Parse(string text) => TryParse(text, out Signal signal) ? signal
        : throw new FormatException($"\"{text}\" is no signal: a name such as USR1 or RTMIN+2 or a number from 1 to 64 is one");

    /// <summary>A signal by its name or number, as <see cref="Parse"/> takes it.</summary>
    /// <returns>False: it is none.</returns>
    public static bool TryParse(string? text, out Signal signal)
    {
        string name = (text ?? "").ToUpperInvariant();
        if (name.StartsWith("SIG", StringComparison.Ordinal))
            name = name[3..];
        else if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return Is(number, out signal);
        if (name.StartsWith("RTMIN", StringComparison.Ordinal))
            return Is(IsDistance(name[5..], '+', out int above) ? RealTimeMinimum + above : 0, out signal);
        if (name.StartsWith("RTMAX", StringComparison.Ordinal))
            return Is(IsDistance(name[5..], '-', out int below) ? Maximum - below : 0, out signal);
        int index = name switch
        {
            "IOT" => 6,
            "CLD" => 17,
            "POLL" => 29,
            _ => Array.IndexOf(s_names, name),
        };
        return Is(index, out signal);
    }

    private static bool IsDistance(string text, char sign, out int distance)
    {
        distance = 0;
        return text.Length == 0 || (text[0] == sign && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out distance) && distance <= Maximum - RealTimeMinimum);
    }

    private static bool Is(int number, out Signal signal)
    {
        bool valid = number is >= 1 and <= Maximum;
        signal = valid ? new Signal(number) : default;
        return valid;
    }
}
