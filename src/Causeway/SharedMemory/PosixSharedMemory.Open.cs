using Causeway.Naming;
using Causeway.Sys;

namespace Causeway;

/// <content>Creating and opening.</content>
public sealed partial class PosixSharedMemory
{
    private const int LookFirstBytes = 1 << 20;

    /// <summary>
    /// Creates an object that does not exist yet, zeroed, and reserves its memory (fallocate(2)). It gets its name when it is whole
    /// (O_TMPFILE, linkat(2)): nobody finds it without its size, its permissions and its first contents.
    /// </summary>
    /// <param name="name">A slash and up to 255 bytes without another slash.</param>
    /// <param name="sizeBytes">0 or more. For an object with holes create it with 0 and use <see cref="Resize"/>.</param>
    /// <param name="permissions">Exactly these, whatever the umask.</param>
    /// <param name="initialize">Writes the first contents, before anybody else can see them. The mapping is of the whole object and lives until this returns.</param>
    /// <exception cref="ArgumentException">The name, the size or the permissions cannot be right, or there is something to initialise and the size is 0.</exception>
    /// <exception cref="SyscallException">EEXIST: it exists. ENOSPC: the memory is not there, so that none of it can be missing later (SIGBUS). EMFILE: out of descriptors. ENOENT: there is no /dev/shm.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: /dev/shm does not let this user create.</exception>
    public static PosixSharedMemory Create(string name, long sizeBytes, UnixFileMode permissions = Permissions.Private, Action<MemoryMapping>? initialize = null)
    {
        uint mode = CheckNew(name, sizeBytes, permissions, initialize);

        // Linking decides; looking first spares work on an object that cannot get the name.
        if ((initialize is not null || sizeBytes > LookFirstBytes) && FileStatus.OfPath(PosixSharedMemoryCreation.Directory + name) is not null)
            throw CreateFailure(name, Errno.EEXIST);
        return TryCreate(name, sizeBytes, mode, initialize, out Errno error) ?? throw CreateFailure(name, error);
    }

    /// <summary>Opens an object that exists (shm_open(3)).</summary>
    /// <param name="name">A slash and up to 255 bytes without another slash.</param>
    /// <param name="access">Read, or ReadWrite. (Write alone cannot be mapped.)</param>
    /// <exception cref="ArgumentException">The name or the access cannot be right.</exception>
    /// <exception cref="SyscallException">ENOENT: no such object. EINVAL: a directory has the name (to read also: a FIFO or device has it; to write, that is told when it is mapped or its size is read). EMFILE: out of descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: its permissions do not allow this access.</exception>
    public static PosixSharedMemory Open(string name, FileAccess access = FileAccess.ReadWrite)
    {
        PosixName.ThrowIfInvalid(name);
        return TryOpen(name, MappingFlags.ToOpen(access), out Errno error) ?? throw OpenFailure(name, error);
    }

    /// <summary>
    /// Opens the object, or creates it where there is none; one that exists keeps its size, permissions and contents. Of any number
    /// of processes that call this at once one creates it (<see cref="WasCreated"/>), and all find it whole.
    /// </summary>
    /// <param name="name">A slash and up to 255 bytes without another slash.</param>
    /// <param name="sizeBytes">Of a new one, 0 or more.</param>
    /// <param name="permissions">Of a new one: exactly these, whatever the umask.</param>
    /// <param name="initialize">
    /// Writes the first contents of a new one. Several processes may run theirs at once, each in memory of its own; one object gets
    /// the name and the others are dropped. It must therefore do nothing but write to the mapping.
    /// </param>
    /// <exception cref="ArgumentException">The name, the size or the permissions cannot be right, or there is something to initialise and the size is 0.</exception>
    /// <exception cref="SyscallException">EINVAL: a directory has the name (a FIFO or device: told when it is mapped or its size is read). ENOSPC: the memory of a new object is not there. EMFILE: out of descriptors. ENOENT: there is no /dev/shm.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: it exists and its permissions do not allow reading and writing.</exception>
    public static PosixSharedMemory OpenOrCreate(string name, long sizeBytes, UnixFileMode permissions = Permissions.Private, Action<MemoryMapping>? initialize = null)
    {
        uint mode = CheckNew(name, sizeBytes, permissions, initialize);
        while (true)
        {
            if (TryOpen(name, LibC.O_RDWR, out Errno error) is { } present)
                return present;
            if (error != Errno.ENOENT)
                throw OpenFailure(name, error);
            if (TryCreate(name, sizeBytes, mode, initialize, out error) is { } created)
                return created;
            if (error != Errno.EEXIST)
                throw CreateFailure(name, error);
        }
    }

    private static uint CheckNew(string name, long sizeBytes, UnixFileMode permissions, Action<MemoryMapping>? initialize)
    {
        PosixName.ThrowIfInvalid(name);
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        if (initialize is not null && sizeBytes == 0)
            throw new ArgumentException("Nothing can be written to an object of 0 bytes: give it a size.", nameof(sizeBytes));
        return Permissions.ToMode(permissions);
    }

    private static PosixSharedMemory? TryOpen(string name, int flags, out Errno error)
    {
        // A FIFO that has the name would make the open wait for its other end; memory knows no O_NONBLOCK.
        int number = LibC.shm_open(name, flags | LibC.O_CLOEXEC | LibC.O_NONBLOCK, 0, out error);
        if (number < 0)
            return null;
        SafeFileDescriptor descriptor = new(number);

        // To write, libc refuses a directory itself. A FIFO or device is found out by the first look at the size, which every
        // mapping takes: a look here would make opening a tenth slower than in C. Only regular files of a memory file system
        // know seals, and asking for them takes a fraction of statx(2).
        if (flags == LibC.O_RDWR || LibC.fcntl_get_seals(number) >= 0 || FileStatus.Of(descriptor, name).IsRegular)
            return new PosixSharedMemory(name, descriptor, wasCreated: false);

        // To read, Linux opens a directory too.
        descriptor.Dispose();
        error = Errno.EINVAL;
        return null;
    }

    private static PosixSharedMemory? TryCreate(string name, long sizeBytes, uint mode, Action<MemoryMapping>? initialize, out Errno error) =>
        PosixSharedMemoryCreation.TryCreate(name, sizeBytes, mode, initialize, out error) is { } descriptor
            ? new PosixSharedMemory(name, descriptor, wasCreated: true)
            : null;

    private static Exception OpenFailure(string name, Errno error) => SyscallFailure.Opening("shm_open", name, error,
        error == Errno.ENOENT ? "create it with PosixSharedMemory.Create"
        : error == Errno.EACCES ? "the object's permissions do not let this user open it so"
        : error == Errno.EINVAL || error == Errno.ENXIO ? NoMemory(name)
        : error == Errno.ELOOP ? $"{PosixSharedMemoryCreation.Directory}{name} is a symbolic link, which is not followed"
        : null);

    private static string NoMemory(string name) => $"{PosixSharedMemoryCreation.Directory}{name} is no memory: not a regular file";

    private static Exception CreateFailure(string name, Errno error) => SyscallFailure.Opening("shm_open", name, error,
        error == Errno.EEXIST ? "open it with PosixSharedMemory.Open, or delete it first with PosixSharedMemory.Delete"
        : error == Errno.ENOENT || error == Errno.ENOTDIR ? "mount a tmpfs on /dev/shm, where these objects are kept"
        : null);
}
