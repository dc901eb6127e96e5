using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Sem;

/// <summary><c>causeway sem rm</c>.</summary>
internal static class SemRm
{
    public static readonly Verb Verb = new("rm", ["NAME..."], "Removes semaphores; those who have one open keep it until they close it.", [], Run);

    private static int Run(VerbArguments arguments, Interruption interruption) =>
        CommonOptions.RemoveAll(arguments.Operands, "semaphore", PosixSemaphore.TryDelete);
}
