namespace Causeway.Cli.Commands.Verbs;

/// <summary>Signals as kill(1) takes them: <c>TERM</c>, <c>SIGTERM</c>, <c>15</c>, <c>RTMIN+1</c>, <c>RTMAX-2</c>.</summary>
internal static class SignalName
{
    private const int RealTimeMinimum = 34;

    /// <summary>The signal meant.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static Signal Parse(string what, string text)
    {
        string name = text.ToUpperInvariant();
        if (name.StartsWith("SIG", StringComparison.Ordinal))
            name = name[3..];
        int number = name switch
        {
            "RTMIN" => RealTimeMinimum,
            ['R', 'T', 'M', 'I', 'N', '+', .. var above] => RealTimeMinimum + Distance(above),
            ['R', 'T', 'M', 'A', 'X', '-', .. var below] => Signal.Maximum - Distance(below),
            _ when VerbArguments.TryNumber(name, out long given) && given is >= 1 and <= Signal.Maximum => (int)given,
            _ => Enumerable.Range(1, Signal.Maximum).FirstOrDefault(one => new Signal(one).Name == "SIG" + name),
        };
        return number is >= 1 and <= Signal.Maximum ? new Signal(number)
            : throw new UsageException($"{what} {text}: a signal is needed, such as TERM, SIGUSR1, RTMIN+1 or 15");
    }

    /// <summary>Several, with commas between them.</summary>
    /// <exception cref="UsageException">One is none.</exception>
    public static SignalSet ParseSet(string what, IEnumerable<string> lists) =>
        SignalSet.Of([.. lists.SelectMany(static list => list.Split(',')).Select(one => Parse(what, one))]);

    private static int Distance(string text) => VerbArguments.TryNumber(text, out long distance) && distance is >= 0 and < Signal.Maximum - RealTimeMinimum ? (int)distance : Signal.Maximum;
}
