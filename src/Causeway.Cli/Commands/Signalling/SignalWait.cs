using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Signalling;

/// <summary><c>causeway signal wait</c>.</summary>
internal static class SignalWait
{
    public static readonly Verb Verb = new("wait", ["SIGNAL", "[SIGNAL...]"], "Waits for one of the signals and prints it, with who sent it and its value.",
        [SignalReception.Timeout, ObjectDescription.Json], Run) { Notes = SignalWatch.ToThisProcess };

    private static int Run(VerbArguments arguments, Interruption interruption) => SignalReception.Run(arguments, count: 1, interruption);
}
