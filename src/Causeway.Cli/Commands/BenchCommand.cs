using System.CommandLine;
using Causeway.Cli.Bench;
using Causeway.Cli.Bench.Measuring;
using Causeway.Cli.Bench.Mechanisms;

namespace Causeway.Cli.Commands;

/// <summary><c>causeway bench</c>.</summary>
internal static class BenchCommand
{
    public const string Name = "bench";
    private const int DefaultRounds = 15;
    private static readonly TimeSpan s_sample = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_quickSample = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1.5);

    public static string Help =>
        $"""
        usage: causeway bench [GROUP]... [--only NAME]... [--quick] [--rounds N] [--json | --csv] [--plot FILE]

        Measures each mechanism beside a program in C that does the same, by turns: CPU time of a send and a receive, of a
        lock and an unlock; messages a second one way, round trips on one core and on two, by blocking and by asynchronous
        calls; making, opening and mapping shared memory, and copies into it; what is allocated.
        Needs gcc (or CC) and the C library's headers. Takes some minutes on a quiet machine.

          GROUP          the mechanisms whose names begin with this word, such as named or posix
          --only NAME    this mechanism alone; may be repeated
          --quick        messages of 64 bytes and short samples: a minute or two
          --rounds N     rounds of C and ours by turns; {DefaultRounds} unless given, and fewer give no verdict
          --json         one JSON document instead of the tables
          --csv          comma-separated values instead of the tables
          --plot FILE    writes a chart too, as SVG

        mechanisms: {string.Join(", ", BenchCatalog.All.Select(one => one.Name))}
        exit codes: 0 all was measured, whatever the verdicts, 1 not so, 2 wrong usage or no compiler, 128+N ended by signal N
        """;

    public static Command Create()
    {
        Argument<string[]> groups = new("group") { Arity = ArgumentArity.ZeroOrMore };
        Option<string[]> only = new("--only") { AllowMultipleArgumentsPerToken = false };
        Option<bool> quick = new("--quick");
        Option<int> rounds = new("--rounds") { DefaultValueFactory = static _ => DefaultRounds };
        Option<bool> json = new("--json");
        Option<bool> csv = new("--csv");
        Option<string?> plot = new("--plot");
        Command command = new(Name) { groups, only, quick, rounds, json, csv, plot };
        command.SetAction(result => BenchRunner.Run(OptionsOf(
            [.. NamesOf(result.GetValue(groups) ?? []), .. result.GetValue(only) ?? []], result.GetValue(quick), result.GetValue(rounds), result.GetValue(json), result.GetValue(csv), result.GetValue(plot))));
        return command;
    }

    private static IEnumerable<string> NamesOf(string[] groups)
    {
        foreach (string group in groups)
        {
            string[] names = [.. BenchCatalog.All.Select(static one => one.Name).Where(name => name == group || name.StartsWith(group + "-", StringComparison.Ordinal))];
            if (names is [])
                throw new UsageException($"{group}: no mechanism's name begins with this word; there are {string.Join(", ", BenchCatalog.All.Select(static one => one.Name))}");
            foreach (string name in names)
                yield return name;
        }
    }

    private static BenchOptions OptionsOf(string[]? only, bool quick, int rounds, bool json, bool csv, string? plot)
    {
        if (rounds < 1)
            throw new UsageException($"--rounds {rounds}: at least 1");
        if (json && csv)
            throw new UsageException("--json and --csv: one of them");
        if (plot is not null && (Directory.Exists(plot) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(plot)))))
            throw new UsageException($"--plot {plot}: a file in a folder that exists");
        return new BenchOptions(
            OnlyOption.Select(BenchCatalog.All, static one => one.Name, only),
            quick ? [BenchOptions.AllSizes[0]] : BenchOptions.AllSizes,
            rounds, quick ? s_quickSample : s_sample, s_warmUp, quick ? 0 : MemoryResult.LeastOperations, json, csv, plot);
    }
}
