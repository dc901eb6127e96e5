using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Sem;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Event;

/// <summary><c>causeway event wait</c>.</summary>
internal static class EventWait
{
    public static readonly Verb Verb = new("wait", ["NAME"], "Waits until it is set; resets it where it was created with --auto.",
        [SemWait.Timeout, .. DomainReference.Options], Run)
    {
        RunsCommand = true,
        Notes = "CMD runs once the event was set.",
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        TimeSpan? timeout = arguments.Duration(SemWait.Timeout);
        if (arguments.Command is { } looked)
            CommandLookup.Check(looked[0]);
        using (NamedEvent opened = EventGroup.Open(arguments))
        {
            if (!opened.WaitOne(timeout, interruption.Token))
                throw SyscallFailure.TimedOut("wait", opened.Name);
        }

        return arguments.Command is { } command ? SemWait.RunCommand(command, interruption) : 0;
    }
}
