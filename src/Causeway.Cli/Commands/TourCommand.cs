using System.CommandLine;
using Causeway.Cli.Tour;

namespace Causeway.Cli.Commands;

/// <summary><c>causeway tour</c>.</summary>
internal static class TourCommand
{
    public const string Name = "tour";

    public static string Help =>
        $"""
        usage: causeway tour [--input FILE] [--only NAME]... [--json] [--skip-unavailable]

        Carries a file to a second process over each mechanism and compares the SHA-256 there.

          --input FILE         the file to carry, of any size; a large library of the .NET runtime unless given
          --only NAME          this mechanism alone; may be repeated
          --json               one JSON document instead of the table
          --skip-unavailable   a mechanism that this machine lacks is no failure

        mechanisms: {string.Join(", ", Catalog.All.Select(one => one.Name))}
        exit codes: 0 every digest matched, 1 not so, 2 wrong usage, 128+N ended by signal N
        """;

    public static Command Create()
    {
        Option<string?> input = new("--input");
        Option<string[]> only = new("--only") { AllowMultipleArgumentsPerToken = false };
        Option<bool> json = new("--json");
        Option<bool> skipUnavailable = new("--skip-unavailable");
        Command command = new(Name) { input, only, json, skipUnavailable };
        command.SetAction((result, _) => TourRunner.RunAsync(new TourOptions(
            InputOf(result.GetValue(input)),
            OnlyOption.Select(Catalog.All, static one => one.Name, result.GetValue(only)),
            result.GetValue(json), result.GetValue(skipUnavailable))));
        return command;
    }

    private static string InputOf(string? path) => path is null ? DefaultInput.Path : InputFile.Check(path);
}
