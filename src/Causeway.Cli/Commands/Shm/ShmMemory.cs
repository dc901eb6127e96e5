using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Shm;

/// <summary>An object's bytes without a mapping: somebody who shortens it ends no verb with SIGBUS.</summary>
internal static class ShmMemory
{
    /// <summary>Opens it to be read; that it does not exist is exit code 1 where the verb only looks.</summary>
    /// <exception cref="NothingThereException">There is none.</exception>
    public static PosixSharedMemory OpenPresent(string name)
    {
        try
        {
            return PosixSharedMemory.Open(name, FileAccess.Read);
        }
        catch (SyscallException e) when (e.Errno == Errno.ENOENT)
        {
            throw new NothingThereException(Remedy.Describe(e));
        }
    }

    /// <summary>Reads all of a range.</summary>
    public static MemoryReader ReaderOf(PosixSharedMemory memory) => (offset, destination) =>
    {
        if (memory.Read(destination, offset) < destination.Length)
            throw new IOException($"\"{memory.Name}\" was shortened meanwhile, to {Counted.Of(memory.SizeBytes, "byte")}");
    };
}
