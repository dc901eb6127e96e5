using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Sem;

/// <summary><c>causeway sem ls</c>.</summary>
internal static class SemLs
{
    public static readonly Verb Verb = new("ls", [], "Lists the named semaphores of this machine (of this /dev/shm).",
        [ObjectDescription.Json with { Help = "one JSON object a line" }], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ObjectList.Write(arguments.Has(ObjectDescription.Json), [.. PosixSemaphore.List().Select(SemStat.FactsOf)]);
        return 0;
    }
}
