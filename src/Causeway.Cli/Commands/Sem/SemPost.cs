using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Sem;

/// <summary><c>causeway sem post</c>.</summary>
internal static class SemPost
{
    private static readonly VerbOption s_count = new("--count", "N", "how many times; once unless given");

    public static readonly Verb Verb = new("post", ["NAME"], "Adds one, and lets a waiter through.", [s_count], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        int count = arguments.Integer(s_count, 1, PosixSemaphore.MaximumValue) ?? 1;
        using PosixSemaphore semaphore = PosixSemaphore.Open(arguments.Operands[0]);
        for (int i = 0; i < count; i++)
        {
            interruption.Token.ThrowIfCancellationRequested();
            semaphore.Post();
        }

        return 0;
    }
}
