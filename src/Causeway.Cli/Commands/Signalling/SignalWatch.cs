using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Signalling;

/// <summary><c>causeway signal watch</c>.</summary>
internal static class SignalWatch
{
    public const string ToThisProcess =
        """
        Of signals to the command itself, whose pid is the shell's $!. They do what they do by default until it blocks them: start it
        by causeway run --block SIGNAL -- where they may come before.
        """;

    private static readonly VerbOption s_count = new("--count", "N", "end after so many");

    public static readonly Verb Verb = new("watch", ["SIGNAL", "[SIGNAL...]"], "Prints each of the signals as it comes, with who sent it and its value.",
        [s_count, SignalReception.Timeout, ObjectDescription.Json with { Help = "one JSON object a line" }], Run) { Notes = ToThisProcess };

    private static int Run(VerbArguments arguments, Interruption interruption) =>
        SignalReception.Run(arguments, arguments.Number(s_count, 1, long.MaxValue), interruption);
}
