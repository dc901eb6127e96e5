using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Shm;

/// <summary><c>causeway shm create</c>.</summary>
internal static class ShmCreate
{
    private static readonly VerbOption s_size = new("--size", "BYTES", "its size, which is reserved at once; 0 unless given");

    public static readonly Verb Verb = new("create", ["NAME"], "Creates zeroed memory; nobody finds it before it has its size.",
        [s_size, CommonOptions.Mode, CommonOptions.IfMissing], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        long size = ByteCount.Of(arguments, s_size) ?? 0;
        UnixFileMode mode = CommonOptions.ModeOf(arguments);
        string name = arguments.Operands[0];
        using PosixSharedMemory memory = arguments.Has(CommonOptions.IfMissing)
            ? PosixSharedMemory.OpenOrCreate(name, size, mode)
            : PosixSharedMemory.Create(name, size, mode);

        // What has the name may be no memory: that fails here.
        _ = memory.SizeBytes;
        return 0;
    }
}
