using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Fifo;

/// <summary><c>causeway fifo rm</c>.</summary>
internal static class FifoRm
{
    public static readonly Verb Verb = new("rm", ["PATH..."], "Removes FIFOs, and nothing that is none; those who have one open keep it.", [], Run);

    private static int Run(VerbArguments arguments, Interruption interruption) => CommonOptions.RemoveAll(arguments.Operands, "FIFO", TryDelete);

    private static bool TryDelete(string path)
    {
        try
        {
            Causeway.Fifo.Delete(path);
            return true;
        }
        catch (SyscallException e) when (e.Errno == Errno.ENOENT)
        {
            return false;
        }
    }
}
