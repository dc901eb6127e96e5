using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.SysVSem;

/// <summary><c>causeway sysv-sem hold</c>.</summary>
internal static class SemHold
{
    private static readonly SysVSemaphoreOperation s_takeFirst = SysVSemaphoreOperation.Take(0, undo: true);

    public static readonly Verb Verb = new("hold", [SysVReference.Operand, "[OP...]"], "Does operations, 0-1 unless given, and becomes CMD; they are undone when CMD ends, however it ends.",
        [.. SetReference.Of.Options, SemOperations.Timeout], Run)
    {
        RunsCommand = true,
        Notes = $"""
            {OperationText.Notes}
            Each is undone here, with or without u. CMD takes this process over and with it what it holds (execve(2) keeps
            SEM_UNDO): kill -9 of either is the same. A process that CMD starts and leaves behind holds nothing.
            """,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        IReadOnlyList<string> command = arguments.Command ?? throw new UsageException("-- CMD is missing: what to run while it is held");
        TimeSpan? timeout = arguments.Duration(SemOperations.Timeout);
        CommandLookup.Check(command[0]);
        SysVSemaphoreSet set = SetReference.Open(arguments, FileAccess.Read, out IReadOnlyList<string> texts);
        set.Operate(texts is [] ? [s_takeFirst] : OperationText.Parse(texts, undo: true), timeout, interruption.Token);
        interruption.Token.ThrowIfCancellationRequested();
        throw ProcessReplacement.Become(command);
    }
}
