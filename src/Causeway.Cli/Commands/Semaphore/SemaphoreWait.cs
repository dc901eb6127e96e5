using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Sem;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Semaphore;

/// <summary><c>causeway semaphore wait</c>.</summary>
internal static class SemaphoreWait
{
    public static readonly Verb Verb = new("wait", ["NAME"], "Takes units of a semaphore that was created with --consumed; waits while there are none.",
        [SemaphoreGroup.Count, SemWait.Timeout, .. DomainReference.Options], Run)
    {
        RunsCommand = true,
        Notes =
            """
            Units are taken one after another; those taken return where the others do not come in time. CMD runs once all were taken.
            What is taken of a semaphore without --consumed returns when its taker ends, which is at once: use hold -- CMD.
            """,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        TimeSpan? timeout = arguments.Duration(SemWait.Timeout);
        int count = SemaphoreGroup.CountOf(arguments);
        if (arguments.Command is { } looked)
            CommandLookup.Check(looked[0]);
        using (NamedSemaphore semaphore = SemaphoreGroup.Open(arguments))
        {
            if (!semaphore.Options.HasFlag(NamedSemaphoreOptions.ConsumedUnits))
                throw new UsageException($"what is taken of {semaphore.Name} returns when its taker ends: hold it while a command runs, causeway semaphore hold {semaphore.Name} -- CMD");
            SemaphoreGroup.Take(semaphore, count, timeout, interruption.Token);
        }

        return arguments.Command is { } command ? SemWait.RunCommand(command, interruption) : 0;
    }
}
