using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Sem;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Semaphore;

/// <summary><c>causeway semaphore hold</c>.</summary>
internal static class SemaphoreHold
{
    public static readonly Verb Verb = new("hold", ["NAME"], "Takes one unit, runs CMD and gives it back, however CMD ends.", [SemWait.Timeout, .. DomainReference.Options], Run)
    {
        RunsCommand = true,
        Notes = "The unit is causeway's own: it returns when CMD has ended, whatever CMD left running; and when causeway is killed.",
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        TimeSpan? timeout = arguments.Duration(SemWait.Timeout);
        HeldCommand command = HeldCommand.Of(arguments);
        using NamedSemaphore semaphore = SemaphoreGroup.Open(arguments);
        using NamedSemaphoreScope held = semaphore.Enter(timeout, interruption.Token);
        return command.Run(interruption, "causeway semaphore hold");
    }
}
