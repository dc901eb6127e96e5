using Causeway.Placing;
using Causeway.Sys;

namespace Causeway.Semaphores;

/// <summary>The file that a named semaphore is: what sem_open(3) does with it, step by step.</summary>
/// <remarks>
/// <para>
/// libc maps whatever has the name, and a file that is too short is SIGBUS at the first use. It also makes permissions
/// exact for nobody: the umask takes its share. Here the file that is mapped is the one that was looked at, and a new one
/// gets its name when it is whole.
/// </para>
/// <para>
/// Where the file is and that it holds a sem_t alone is glibc's and musl's common ground; the sem_t itself is written by
/// sem_init(3) of the C library that runs. Only libc looks inside.
/// </para>
/// </remarks>
internal static unsafe class SemaphoreFile
{
    /// <summary>Where a name's file is.</summary>
    public static string PathOf(string name) => LibC.SemaphoreDirectory + LibC.SemaphoreFilePrefix + name[1..];

    /// <summary>Maps the semaphore of this name.</summary>
    /// <returns>null where it cannot be opened.</returns>
    /// <exception cref="InvalidDataException">It is no semaphore.</exception>
    public static ObjectLease? TryOpen(string name, out Errno error)
    {
        using SafeFileDescriptor? file = TryOpen(PathOf(name), LibC.O_RDWR, out error);
        if (file is null)
            return null;
        ThrowIfNoSemaphore(file, name);
        return Map(file, FileAccess.ReadWrite);
    }

    /// <summary>Makes a semaphore of this name: it appears with its value and its permissions.</summary>
    /// <returns>null where it cannot be made.</returns>
    public static ObjectLease? TryCreate(string name, int initialValue, uint mode, out Errno error)
    {
        using SafeFileDescriptor? file = PosixSharedMemoryCreation.TryCreate(
            "/" + LibC.SemaphoreFilePrefix + name[1..], LibC.SEM_SIZE, mode,
            mapping => PosixSemaphore.CreateIn(mapping, 0, initialValue).Dispose(), out error);
        return file is null ? null : Map(file, FileAccess.ReadWrite);
    }

    /// <summary>The value of the semaphore at a path, without permission to write.</summary>
    /// <returns>null where it may not be read, is no semaphore, or is gone.</returns>
    public static int? TryReadValue(string path)
    {
        using SafeFileDescriptor? file = TryOpen(path, LibC.O_RDONLY, out _);
        if (file is null || FileStatus.Of(file, path) is not { IsRegular: true, SizeBytes: >= LibC.SEM_SIZE })
            return null;

        // A copy, not a mapping: whoever may write the file can shorten it, and a look at mapped memory beyond its end kills (SIGBUS).
        long* copy = stackalloc long[LibC.SEM_SIZE / sizeof(long)];
        if (LibC.pread(file, (byte*)copy, LibC.SEM_SIZE, 0) != LibC.SEM_SIZE)
            return null;
        int value;
        _ = LibC.sem_getvalue((nint)copy, &value);
        return value;
    }

    private static SafeFileDescriptor? TryOpen(string path, int flags, out Errno error)
    {
        // Without O_NONBLOCK a FIFO of that name would be waited on.
        int descriptor = LibC.open(path, flags | LibC.O_CLOEXEC | LibC.O_NOFOLLOW | LibC.O_NONBLOCK, 0);
        error = Errno.Last;
        return descriptor < 0 ? null : new SafeFileDescriptor(descriptor);
    }

    /// <summary>Whoever may write to the file can still shorten it later: semaphores are for processes that trust each other so far.</summary>
    private static void ThrowIfNoSemaphore(SafeFileDescriptor file, string name)
    {
        var status = FileStatus.Of(file, name);
        if (status.IsRegular && status.SizeBytes >= LibC.SEM_SIZE)
            return;
        string what = status.IsRegular ? $"it has {Counted.Of(status.SizeBytes, "byte")} instead of {LibC.SEM_SIZE}" : "it is not a regular file";
        throw new InvalidDataException($"sem_open(\"{name}\"): {PathOf(name)} is no semaphore: {what}; delete it, and create the semaphore with PosixSemaphore.Create");
    }

    private static ObjectLease Map(SafeFileDescriptor file, FileAccess access)
    {
        using var mapping = MemoryMapping.Map(file, access, lengthBytes: LibC.SEM_SIZE);
        return new ObjectLease(mapping.Handle, 0);
    }
}
