using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Shm;

/// <summary><c>causeway shm rm</c>.</summary>
internal static class ShmRm
{
    public static readonly Verb Verb = new("rm", ["NAME..."], "Removes objects; those who have one open or mapped keep it.", [], Run);

    private static int Run(VerbArguments arguments, Interruption interruption) =>
        CommonOptions.RemoveAll(arguments.Operands, "shared memory", PosixSharedMemory.TryDelete);
}
