using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Fifo;

/// <summary><c>causeway fifo receive</c>.</summary>
internal static class FifoReceive
{
    private static readonly VerbOption s_count = ReceivePlan.CountOption with { Help = "take N lines; all unless given" };
    private static readonly VerbOption s_follow = ReceivePlan.Follow with { Help = "go on when the last writer has closed, until interrupted" };
    private static readonly VerbOption s_timeout = ReceivePlan.TimeoutOption with { Help = "how long to wait for a writer, and then for the next bytes: 2, 500ms, 1m" };

    public static readonly Verb Verb = new("receive", ["PATH"], "Reads a FIFO until its last writer closes; waits until somebody writes.",
        [.. TransferFormats.Options, s_count, s_follow, s_timeout], Run)
    {
        RunsCommand = true,
        Notes = StreamRecords.ReceiveNotes + "\nCMD has the FIFO as its standard input, once there is a writer.",
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ReceivePlan plan = StreamRecords.PlanOf(arguments);
        string path = arguments.Operands[0];
        if (plan.Command is { } command)
            return RunCommand(command, path, plan, interruption);
        using FifoSource source = new(path, plan);
        return ReceiveLoop.Run(plan, interruption, source.Next);
    }

    private static int RunCommand(IReadOnlyList<string> command, string path, ReceivePlan plan, Interruption interruption)
    {
        if (plan.Count != ReceivePlan.ToTheEnd)
            throw new UsageException("CMD reads the FIFO to its end: --count and --follow are for standard output");
        CommandLookup.Check(command[0]);
        ChildProcessOptions options = new(command[0], command.Skip(1));
        using PipeReadEnd? reader = OpenUnlessLate(path, plan, interruption.Token);
        if (reader is null)
            return VerbRunner.CommandTimedOut;
        options.Descriptors[0] = reader.Descriptor;
        using RunningCommand running = RunningCommand.Start(options);
        reader.Dispose();
        return running.WaitForExitCode(interruption);
    }

    /// <summary>Waits for a writer; null where none came in time.</summary>
    private static PipeReadEnd? OpenUnlessLate(string path, ReceivePlan plan, CancellationToken token)
    {
        try
        {
            return Causeway.Fifo.OpenReader(path, FifoOpen.Wait, plan.Timeout, token);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
