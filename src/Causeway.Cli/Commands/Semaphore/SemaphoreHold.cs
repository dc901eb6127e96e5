using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Sem;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Semaphore;

/// <summary><c>causeway semaphore hold</c>.</summary>
internal static class SemaphoreHold
{
    public static readonly Verb Verb = new("hold", ["NAME"], "Takes units, one unless told, runs CMD and gives them back, however CMD ends.",
        [SemaphoreGroup.Count, SemWait.Timeout, .. DomainReference.Options], Run)
    {
        RunsCommand = true,
        Notes =
            """
            The units are causeway's own: they return when CMD has ended, whatever CMD left running; and when causeway is killed.
            Several are taken one after another: two that each want more than half may wait for each other. Give them a timeout.
            """,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        TimeSpan? timeout = arguments.Duration(SemWait.Timeout);
        int count = SemaphoreGroup.CountOf(arguments);
        HeldCommand command = HeldCommand.Of(arguments);
        using NamedSemaphore semaphore = SemaphoreGroup.Open(arguments);
        SemaphoreGroup.Take(semaphore, count, timeout, interruption.Token);
        try
        {
            return command.Run(interruption, "causeway semaphore hold");
        }
        finally
        {
            semaphore.Release(count);
        }
    }
}
