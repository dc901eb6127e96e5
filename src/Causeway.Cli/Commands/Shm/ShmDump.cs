using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Shm;

/// <summary><c>causeway shm dump</c>.</summary>
internal static class ShmDump
{
    public static readonly Verb Verb = new("dump", ["NAME"], "Prints the bytes in hexadecimal and as text, as hexdump -C has them.", MemoryRange.Options, Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        using PosixSharedMemory memory = PosixSharedMemory.Open(arguments.Operands[0], FileAccess.Read);
        MemoryTransfer.Dump(ShmMemory.ReaderOf(memory), MemoryRange.Of(arguments, memory.SizeBytes), interruption.Token);
        return 0;
    }
}
