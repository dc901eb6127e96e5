using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Fifo;

/// <summary><c>causeway fifo create</c>.</summary>
internal static class FifoCreate
{
    public static readonly Verb Verb = new("create", ["PATH..."], "Creates FIFOs.", [CommonOptions.Mode, CommonOptions.IfMissing], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        UnixFileMode mode = CommonOptions.ModeOf(arguments);
        foreach (string path in arguments.Operands)
            Create(path, mode, arguments.Has(CommonOptions.IfMissing));
        return 0;
    }

    private static void Create(string path, UnixFileMode mode, bool ifMissing)
    {
        try
        {
            Causeway.Fifo.Create(path, mode);
        }
        catch (SyscallException e) when (ifMissing && e.Errno == Errno.EEXIST && PathStatus.Of(path) is { IsFifo: true })
        {
            // That is what was asked for.
        }
    }
}
