using Causeway.Sys;

namespace Causeway;

/// <summary>Makes an object of POSIX shared memory, whole before it has its name (<see cref="WholeFile"/>).</summary>
internal static class PosixSharedMemoryCreation
{
    /// <summary>Where both C libraries keep the objects: shm_open(3) of <c>/x</c> opens /dev/shm/x.</summary>
    public const string Directory = "/dev/shm";

    /// <summary>Creates it, or answers null and why: it exists (EEXIST), or nothing can be created there.</summary>
    public static SafeFileDescriptor? TryCreate(string name, long sizeBytes, uint mode, Action<MemoryMapping>? initialize, out Errno error)
    {
        int number = LibC.open(Directory, LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_CLOEXEC, 0);
        error = Errno.Last;
        if (number < 0)
            return null;
        using SafeFileDescriptor directory = new(number);
        return WholeFile.TryCreate(directory, name[1..], name, mode, file => Fill(file, name, sizeBytes, initialize), out error);
    }

    private static void Fill(SafeFileDescriptor file, string name, long sizeBytes, Action<MemoryMapping>? initialize)
    {
        if (sizeBytes > 0)
            FileSpace.Reserve(file, name, 0, sizeBytes);
        if (initialize is null)
            return;
        using MemoryMapping mapping = MemoryMapping.Map(file, name, new MappingOptions());
        initialize(mapping);
    }
}
