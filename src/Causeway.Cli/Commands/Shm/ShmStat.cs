using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Shm;

/// <summary><c>causeway shm stat</c>.</summary>
internal static class ShmStat
{
    public static readonly Verb Verb = new("stat", ["NAME"], "Shows its size, the memory that it takes, and whose it is.", [ObjectDescription.Json], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        using PosixSharedMemory memory = ShmMemory.OpenPresent(arguments.Operands[0]);
        ObjectDescription.Write(arguments.Has(ObjectDescription.Json), ShmFacts.Of(memory.Name, memory.ReadStatus()));
        return 0;
    }
}
