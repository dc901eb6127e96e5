using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Shm;

/// <summary><c>causeway shm write</c>.</summary>
internal static class ShmWrite
{
    public static readonly Verb Verb = new("write", ["NAME", "[TEXT]"], "Writes TEXT, or all of standard input; the rest of the memory stays, and so does its size.",
        [MemoryRange.OffsetOption], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        using PosixSharedMemory memory = PosixSharedMemory.Open(arguments.Operands[0]);
        string? text = arguments.Operands.Count > 1 ? arguments.Operands[1] : null;
        MemoryTransfer.Fill((offset, source) => memory.Write(source, offset), MemoryRange.Of(arguments, memory.SizeBytes), text, interruption.Token);
        return 0;
    }
}
