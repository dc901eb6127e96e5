using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Shm;

/// <summary><c>causeway shm resize</c>.</summary>
internal static class ShmResize
{
    private static readonly VerbOption s_sparse = new("--sparse", Value: null, "take memory for what is added only when it is touched");

    public static readonly Verb Verb = new("resize", ["NAME", "BYTES"], "Sets the size; what is added is zeroed and reserved.", [s_sparse], Run)
    {
        Notes = "Shrinking ends programs that touch the lost part of a mapping (SIGBUS).",
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        long size = ByteCount.Parse("BYTES", arguments.Operands[1]);
        using PosixSharedMemory memory = PosixSharedMemory.Open(arguments.Operands[0]);
        long before = memory.SizeBytes;
        if (size > before && !arguments.Has(s_sparse))
            memory.Reserve(before, size - before);
        else
            memory.Resize(size);
        return 0;
    }
}
