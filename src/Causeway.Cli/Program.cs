using System.Runtime.CompilerServices;
using Causeway.Cli.Bench.Workers;
using Causeway.Cli.Commands;
using Causeway.Cli.Output;
using Causeway.Cli.Tour;
using Causeway.Cli.Transfer;

namespace Causeway.Cli;

/// <summary>The command's entry.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        StandardDescriptor.MuteClosedError();

        // Before anything else is loaded: the parser costs more than the answer.
        switch (arguments)
        {
            case ["--version"]:
                return PrintedText.Write(ProductVersion.Text);
            case [] or ["--help" or "-h" or "-?" or "help"]:
                return PrintedText.Write(Root.Help);
            case ["help", TourCommand.Name]:
            case [TourCommand.Name, ..] when IsHelpWanted(arguments):
                return PrintedText.Write(TourCommand.Help);
            case ["help", BenchCommand.Name]:
            case [BenchCommand.Name, ..] when IsHelpWanted(arguments):
                return PrintedText.Write(BenchCommand.Help);
            case [TourReceiver.Verb, ..]:
                return TourReceiver.Run(arguments[1..]);
            case [BenchWorker.Verb, ..]:
                return BenchWorker.Run(arguments[1..]);
            case ["help", var name, .. var rest] when VerbGroups.Find(name) is { } group:
                return group.Run(["help", .. rest]);
            case [var name, ..] when VerbGroups.Find(name) is { } group:
                return group.Run(arguments[1..]);
            default:
                return Parse(arguments);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Parse(string[] arguments) => Root.Run(arguments);

    private static bool IsHelpWanted(string[] arguments) => arguments.Contains("--help") || arguments.Contains("-h");
}
