using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Shm;

/// <summary><c>causeway shm read</c>.</summary>
internal static class ShmRead
{
    public static readonly Verb Verb = new("read", ["NAME"], "Prints the bytes as they are.", MemoryRange.Options, Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        using PosixSharedMemory memory = PosixSharedMemory.Open(arguments.Operands[0], FileAccess.Read);
        MemoryTransfer.Print(ShmMemory.ReaderOf(memory), MemoryRange.Of(arguments, memory.SizeBytes), interruption.Token);
        return 0;
    }
}
