using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Sem;

/// <summary><c>causeway sem try</c>.</summary>
internal static class SemTry
{
    public static readonly Verb Verb = new("try", ["NAME"], "Takes one if there is one: exit code 0, else 1.", [], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        using PosixSemaphore semaphore = PosixSemaphore.Open(arguments.Operands[0]);
        return semaphore.TryWait() ? 0 : VerbRunner.NothingThere;
    }
}
