using System.Globalization;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.SysVShm;

/// <summary><c>causeway sysv-shm hold</c>.</summary>
internal static class ShmHold
{
    public static readonly Verb Verb = new("hold", [SysVReference.Operand], "Keeps a segment attached while CMD runs: one that is removed meanwhile lives as long.",
        [.. SegmentReference.Of.Options], Run)
    {
        RunsCommand = true,
        Notes = "CMD finds its id in CAUSEWAY_ID. It is causeway that has it attached, not CMD: no attachment outlives execve(2).",
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        IReadOnlyList<string> command = arguments.Command ?? throw new UsageException("-- CMD is missing: what to run while it is attached");
        CommandLookup.Check(command[0]);
        using SysVSharedMemoryAttachment attachment = SegmentReference.OpenOnly(arguments).Attach(readOnly: true);
        ChildProcessOptions options = new(command[0], command.Skip(1));
        options.Environment["CAUSEWAY_ID"] = attachment.Memory.Id.ToString(CultureInfo.InvariantCulture);
        using RunningCommand running = RunningCommand.Start(options);
        return running.WaitForExitCode(interruption);
    }
}
