using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Sem;

/// <summary><c>causeway sem wait</c>.</summary>
internal static class SemWait
{
    public static readonly VerbOption Timeout = new("--timeout", "TIME", "how long to wait: 2, 500ms, 1m; 0 does not wait");

    public static readonly Verb Verb = new("wait", ["NAME"], "Takes one; waits while the value is 0.", [Timeout], Run)
    {
        RunsCommand = true,
        Notes = "CMD runs once one was taken, which stays taken: for CMD, or another, to post. hold gives it back.",
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        TimeSpan? timeout = arguments.Duration(Timeout);
        if (arguments.Command is { } looked)
            CommandLookup.Check(looked[0]);
        using (PosixSemaphore semaphore = PosixSemaphore.Open(arguments.Operands[0]))
            semaphore.Wait(timeout, interruption.Token);
        return arguments.Command is { } command ? RunCommand(command, interruption) : 0;
    }

    /// <summary>Runs a command to its end, with this process's standard input and output.</summary>
    public static int RunCommand(IReadOnlyList<string> command, Interruption interruption)
    {
        using RunningCommand running = RunningCommand.Start(new ChildProcessOptions(command[0], command.Skip(1)));
        return running.WaitForExitCode(interruption);
    }
}
