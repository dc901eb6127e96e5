using Causeway.Naming;
using Causeway.Sys;

namespace Causeway;

/// <summary>POSIX shared memory (shm_overview(7)): memory found by name, kept by the kernel until deleted, used through a <see cref="MemoryMapping"/>.</summary>
/// <remarks>
/// It is a file of a tmpfs (/dev/shm on Linux). Programs in C see the same object under the same name. Disposing closes
/// this process's descriptor: mappings stay, and so does the name until <see cref="Delete"/>. Thread-safe.
/// </remarks>
public sealed partial class PosixSharedMemory : IDisposable
{
    private readonly SafeFileDescriptor _descriptor;

    private PosixSharedMemory(string name, SafeFileDescriptor descriptor, bool wasCreated)
    {
        Name = name;
        WasCreated = wasCreated;
        _descriptor = descriptor;
    }

    /// <summary>The name it was opened by.</summary>
    public string Name { get; }

    /// <summary>Whether the call that made this object also created the memory; of all who called OpenOrCreate at once, it is so for one.</summary>
    public bool WasCreated { get; }

    /// <summary>The descriptor, owned by this object.</summary>
    public SafeFileDescriptor Descriptor => _descriptor;

    /// <summary>The size in bytes now (statx(2)): whoever may write to the object may change it.</summary>
    /// <exception cref="SyscallException">EINVAL: what has the name is no memory, but a FIFO or a device.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public long SizeBytes => Look().SizeBytes;

    /// <summary>Size, memory taken, owner, permissions, and whether it was deleted (statx(2)).</summary>
    /// <exception cref="SyscallException">EINVAL: what has the name is no memory, but a FIFO or a device.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public PosixSharedMemoryStatus ReadStatus() => PosixSharedMemoryStatus.From(Look());

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

    /// <summary>Gives the memory of a range back (fallocate(2), FALLOC_FL_PUNCH_HOLE): it reads as zero from now on. The size stays.</summary>
    /// <param name="offset">Where the range begins, 0 or more. Pages that it covers in part are zeroed and kept.</param>
    /// <param name="lengthBytes">Its length, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range cannot be right.</exception>
    /// <exception cref="SyscallException">EBADF: opened to read only.</exception>
    public void Release(long offset, long lengthBytes) => FileSpace.Release(_descriptor, Name, offset, lengthBytes);

    /// <summary>Reads without a mapping (pread(2)): a range that somebody has cut off meanwhile is not read, instead of SIGBUS.</summary>
    /// <param name="buffer">Takes the bytes.</param>
    /// <param name="offset">Where to begin, 0 or more.</param>
    /// <returns>How many bytes there were from there on, at most the buffer's length.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    public int Read(Span<byte> buffer, long offset) => FileBytes.Read(_descriptor, Name, buffer, offset);

    /// <summary>Writes without a mapping (pwrite(2)), and lengthens the object where it is shorter.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="offset">Where to, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="SyscallException">ENOSPC: the memory is not there; a part may have been written. EBADF: opened to read only. EFBIG: over the largest file.</exception>
    public void Write(ReadOnlySpan<byte> data, long offset) => FileBytes.Write(_descriptor, Name, data, offset);

    /// <summary>Closes the descriptor. The object stays: see <see cref="Delete"/>.</summary>
    public void Dispose() => _descriptor.Dispose();

    private FileStatus Look()
    {
        FileStatus status = FileStatus.Of(_descriptor, Name);
        return status.IsRegular ? status : throw SyscallFailure.Create("statx", Name, Errno.EINVAL, NoMemory(Name));
    }
}
