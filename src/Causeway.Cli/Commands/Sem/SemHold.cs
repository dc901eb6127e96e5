using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Sem;

/// <summary><c>causeway sem hold</c>.</summary>
internal static class SemHold
{
    public static readonly Verb Verb = new("hold", ["NAME"], "Takes one, runs CMD and gives it back, however CMD ends.", [SemWait.Timeout], Run)
    {
        RunsCommand = true,
        Notes = "It is given back too when a signal asks causeway to end, once CMD has ended; not when causeway is killed (SIGKILL).",
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        TimeSpan? timeout = arguments.Duration(SemWait.Timeout);
        if (arguments.Command is not { } command)
            throw new UsageException("-- CMD is missing: wait takes one without");
        CommandLookup.Check(command[0]);
        using PosixSemaphore semaphore = PosixSemaphore.Open(arguments.Operands[0]);
        semaphore.Wait(timeout, interruption.Token);
        try
        {
            return SemWait.RunCommand(command, interruption);
        }
        finally
        {
            semaphore.Post();
        }
    }
}
