using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Semaphore;

/// <summary><c>causeway semaphore release</c>.</summary>
internal static class SemaphoreRelease
{
    public static readonly Verb Verb = new("release", ["NAME"], "Adds units, and lets waiters through.", [SemaphoreGroup.Count, .. DomainReference.Options], Run)
    {
        Notes = "What hold took, it gives back itself.",
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        using NamedSemaphore semaphore = SemaphoreGroup.Open(arguments);
        try
        {
            semaphore.Release(SemaphoreGroup.CountOf(arguments));
        }
        catch (SemaphoreFullException e)
        {
            throw new RefusedException(e.Message.TrimEnd('.'));
        }

        return 0;
    }
}
