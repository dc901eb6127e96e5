using System.Globalization;

namespace Causeway.Cli.Commands.Signalling;

/// <summary>Signals and pids as a user writes them.</summary>
internal static class SignalOperand
{
    /// <summary>One signal.</summary>
    /// <exception cref="UsageException">Not one.</exception>
    public static Signal Parse(string text) => Signal.TryParse(text, out Signal signal) ? signal
        : throw new UsageException($"{text}: a signal such as USR1, RTMIN+2 or 10 is needed");

    /// <summary>Several, as operands or with commas between them.</summary>
    /// <exception cref="UsageException">One is none.</exception>
    public static SignalSet ParseAll(IEnumerable<string> texts) =>
        SignalSet.Of([.. texts.SelectMany(static text => text.Split(',')).Select(Parse)]);

    /// <summary>A pid, or the id of a group, session or thread.</summary>
    /// <exception cref="UsageException">Not a number above 0.</exception>
    public static int ParseId(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id > 0 ? id
        : throw new UsageException($"{text}: a number above 0 is needed");
}
