using Causeway.Naming;
using Causeway.Sys;

namespace Causeway;

/// <summary>POSIX shared memory (shm_overview(7)): memory found by name, kept by the kernel until deleted, used through a <see cref="MemoryMapping"/>.</summary>
/// <remarks>
/// It is a file of a tmpfs (/dev/shm on Linux). Programs in C see the same object under the same name. Disposing closes
/// this process's descriptor: mappings stay, and so does the name until <see cref="Delete"/>. Thread-safe.
/// </remarks>
public sealed class PosixSharedMemory : IDisposable
{
    private readonly SafeFileDescriptor _descriptor;

    private PosixSharedMemory(string name, SafeFileDescriptor descriptor)
    {
        Name = name;
        _descriptor = descriptor;
    }

    /// <summary>The name it was opened by.</summary>
    public string Name { get; }

    /// <summary>The descriptor, owned by this object.</summary>
    public SafeFileDescriptor Descriptor => _descriptor;

    /// <summary>The size in bytes now (statx(2)): whoever may write to the object may change it.</summary>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public long SizeBytes => FileStatus.Of(_descriptor, Name).SizeBytes;

    /// <summary>Creates an object that does not exist yet (shm_open(3), O_EXCL), zeroed, and reserves its memory (fallocate(2)).</summary>
    /// <param name="name">A slash and up to 255 bytes without another slash.</param>
    /// <param name="sizeBytes">0 or more. For an object with holes create it with 0 and use <see cref="Resize"/>.</param>
    /// <param name="permissions">Exactly these, whatever the umask.</param>
    /// <remarks>The name is seen by others a moment before the size is: they find 0 bytes then, which no mapping accepts.</remarks>
    /// <exception cref="ArgumentException">The name, the size or the permissions cannot be right.</exception>
    /// <exception cref="SyscallException">EEXIST: it exists. ENOSPC: the memory is not there, so that none of it can be missing later (SIGBUS). EMFILE: out of descriptors.</exception>
    public static PosixSharedMemory Create(string name, long sizeBytes, UnixFileMode permissions = Permissions.Private)
    {
        PosixName.ThrowIfInvalid(name);
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        return TryCreate(name, sizeBytes, Permissions.ToMode(permissions), out Errno error) ?? throw CreateFailure(name, error);
    }

    /// <summary>Opens an object that exists (shm_open(3)).</summary>
    /// <param name="name">A slash and up to 255 bytes without another slash.</param>
    /// <param name="access">Read, or ReadWrite. (Write alone cannot be mapped.)</param>
    /// <exception cref="ArgumentException">The name or the access cannot be right.</exception>
    /// <exception cref="SyscallException">ENOENT: no such object. EMFILE: out of descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: its permissions do not allow this access.</exception>
    public static PosixSharedMemory Open(string name, FileAccess access = FileAccess.ReadWrite)
    {
        PosixName.ThrowIfInvalid(name);
        return TryOpen(name, MappingFlags.ToOpen(access), out Errno error) ?? throw OpenFailure(name, error);
    }

    /// <summary>Opens the object, or creates it where there is none; one that exists keeps its size and permissions.</summary>
    /// <inheritdoc cref="Create" path="/param"/>
    /// <exception cref="ArgumentException">The name, the size or the permissions cannot be right.</exception>
    /// <exception cref="SyscallException">ENOSPC: the memory of a new object is not there. EMFILE: out of descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: it exists and its permissions do not allow reading and writing.</exception>
    public static PosixSharedMemory OpenOrCreate(string name, long sizeBytes, UnixFileMode permissions = Permissions.Private)
    {
        PosixName.ThrowIfInvalid(name);
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        uint mode = Permissions.ToMode(permissions);
        while (true)
        {
            if (TryOpen(name, LibC.O_RDWR, out Errno error) is { } present)
                return present;
            if (error != Errno.ENOENT)
                throw OpenFailure(name, error);
            if (TryCreate(name, sizeBytes, mode, out error) is { } created)
                return created;
            if (error != Errno.EEXIST)
                throw CreateFailure(name, error);
        }
    }

    /// <summary>Removes the name (shm_unlink(3)); the memory itself goes with the last descriptor and mapping.</summary>
    /// <exception cref="ArgumentException">The name cannot be right.</exception>
    /// <exception cref="SyscallException">ENOENT: no such object.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: it is another user's.</exception>
    public static void Delete(string name)
    {
        if (!TryDelete(name))
            throw SyscallFailure.Create("shm_unlink", name, Errno.ENOENT, "there is nothing to delete");
    }

    /// <summary>Removes the name (shm_unlink(3)).</summary>
    /// <returns>Whether there was such an object.</returns>
    /// <exception cref="ArgumentException">The name cannot be right.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: it is another user's.</exception>
    public static bool TryDelete(string name) => PosixName.TryUnlink("shm_unlink", LibC.shm_unlink, name);

    /// <summary>Sets the size (ftruncate(2)). What is added reads as zero and takes memory only when it is touched.</summary>
    /// <param name="sizeBytes">0 or more.</param>
    /// <remarks>
    /// Memory that is added so may be missing when it is touched: that is SIGBUS, the end of the process. Follow with
    /// <see cref="Reserve"/> where the memory must be there. Shrinking does the same to whoever still has the end mapped.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    /// <exception cref="SyscallException">EINVAL: opened to read only. EFBIG: over the largest file. EPERM: sealed.</exception>
    public void Resize(long sizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        FileSpace.Truncate(_descriptor, Name, sizeBytes);
    }

    /// <summary>Reserves the memory of a range now, and lengthens the object where it is shorter (fallocate(2)).</summary>
    /// <param name="offset">Where the range begins, 0 or more.</param>
    /// <param name="lengthBytes">Its length, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range cannot be right.</exception>
    /// <exception cref="SyscallException">ENOSPC: the memory is not there; nothing has changed. EBADF: opened to read only. EFBIG: over the largest file.</exception>
    public void Reserve(long offset, long lengthBytes) => FileSpace.Reserve(_descriptor, Name, offset, lengthBytes);

    /// <summary>Closes the descriptor. The object stays: see <see cref="Delete"/>.</summary>
    public void Dispose() => _descriptor.Dispose();

    private static PosixSharedMemory? TryOpen(string name, int flags, out Errno error)
    {
        int descriptor = LibC.shm_open(name, flags | LibC.O_CLOEXEC, 0);
        error = Errno.Last;
        return descriptor < 0 ? null : new PosixSharedMemory(name, new SafeFileDescriptor(descriptor));
    }

    private static PosixSharedMemory? TryCreate(string name, long sizeBytes, uint mode, out Errno error)
    {
        int number = LibC.shm_open(name, LibC.O_CREAT | LibC.O_EXCL | LibC.O_RDWR | LibC.O_CLOEXEC, mode);
        error = Errno.Last;
        if (number < 0)
            return null;
        SafeFileDescriptor descriptor = new(number);
        try
        {
            Permissions.MakeExact(descriptor, name, mode);
            if (sizeBytes > 0)
                FileSpace.Reserve(descriptor, name, 0, sizeBytes);
            return new PosixSharedMemory(name, descriptor);
        }
        catch
        {
            descriptor.Dispose();
            _ = LibC.shm_unlink(name);
            throw;
        }
    }

    private static Exception OpenFailure(string name, Errno error) => SyscallFailure.Opening("shm_open", name, error,
        error == Errno.ENOENT ? "create it with PosixSharedMemory.Create"
        : error == Errno.EACCES ? "the object's permissions do not let this user open it so"
        : null);

    private static Exception CreateFailure(string name, Errno error) => SyscallFailure.Opening("shm_open", name, error,
        error == Errno.EEXIST ? "open it with PosixSharedMemory.Open, or delete it first with PosixSharedMemory.Delete" : null);
}
