using System.Globalization;

namespace Causeway.Cli.Bench.Workers;

/// <summary>One line on a worker's standard input.</summary>
internal sealed record WorkerCommand(string Verb, int Size, int Count)
{
    /// <summary>Waits for one.</summary>
    /// <returns>null: standard input ended.</returns>
    public static WorkerCommand? Read() => Console.In.ReadLine() is { } line ? Parse(line) : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Verb} {Size} {Count}");

    private static WorkerCommand Parse(string line) => line.Split(' ') is [var verb, var size, var count]
        ? new WorkerCommand(verb, int.Parse(size, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture))
        : throw new FormatException($"VERB SIZE COUNT expected, not \"{line}\"");
}
