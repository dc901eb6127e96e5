using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Sem;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Mutex;

/// <summary><c>causeway mutex hold</c>.</summary>
internal static class MutexHold
{
    public static readonly Verb Verb = new("hold", ["NAME"], "Runs CMD while this process owns the mutex.", [SemWait.Timeout, .. DomainReference.Options], Run)
    {
        RunsCommand = true,
        Notes =
            $"""
            The mutex is causeway's own: it is free when CMD has ended, whatever CMD left running; and when causeway is killed.
            Where the last owner died with it, a line on standard error says so, and CMD finds {HeldCommand.OwnerDiedVariable}=1 in its environment.
            """,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        TimeSpan? timeout = arguments.Duration(SemWait.Timeout);
        HeldCommand command = HeldCommand.Of(arguments);
        using NamedMutex mutex = NamedReference.Open(arguments, NamedObjectKind.Mutex, static (name, domain) => NamedMutex.OpenExisting(name, domain));
        using NamedMutexScope held = mutex.Enter(timeout, interruption.Token);
        return command.Run(interruption, "causeway mutex hold", held.PreviousOwnerDied ? mutex.Name : null);
    }
}
