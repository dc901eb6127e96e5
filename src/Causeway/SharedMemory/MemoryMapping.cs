using Causeway.Naming;
using Causeway.Sys;

namespace Causeway;

/// <summary>Memory of this process that is a file's, a shared-memory object's, or nobody's else (mmap(2)).</summary>
/// <remarks>
/// <para>
/// Every access is checked against the length, the access and the alignment, and throws ObjectDisposedException after
/// Dispose. A span or reference that was taken before must not be used after it: nothing can check that, and the process
/// ends with SIGSEGV. Bytes shared with another process change at any time: load them once, check, then use.
/// </para>
/// <para>
/// A mapping never reaches beyond the end that the file has at that moment. A file that somebody shortens later ends the
/// process with SIGBUS on the next touch: map only files whose writers are trusted not to.
/// </para>
/// <para>Thread-safe, except that the caller orders its own accesses to the bytes (Volatile, Interlocked).</para>
/// </remarks>
public sealed partial class MemoryMapping : IDisposable
{
    private readonly SafeMapping _mapping;

    private MemoryMapping(SafeMapping mapping, string name, bool canWrite)
    {
        _mapping = mapping;
        Name = name;
        CanWrite = canWrite;
    }

    /// <summary>What is mapped, for messages: a path, a name, a descriptor, or <c>anonymous</c>.</summary>
    public string Name { get; }

    /// <summary>The length in bytes.</summary>
    public long Length => _mapping.Length;

    /// <summary>Whether it may be written.</summary>
    public bool CanWrite { get; }

    /// <summary>The handle that keeps the memory mapped while a call uses it.</summary>
    internal SafeMapping Handle => _mapping;

    /// <summary>Creates a file that does not exist yet, reserves its room (fallocate(2)) and maps all of it, shared.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lengthBytes">1 or more.</param>
    /// <param name="permissions">Exactly these, whatever the umask.</param>
    /// <exception cref="ArgumentException">An argument cannot be right.</exception>
    /// <exception cref="SyscallException">EEXIST: it exists. ENOENT: no such directory. ENOSPC: the disk is full. EOPNOTSUPP: the file system cannot reserve.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the directory does not allow it.</exception>
    public static MemoryMapping CreateFile(string path, long lengthBytes, UnixFileMode permissions = Permissions.Private)
    {
        KernelPath.Check(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthBytes);
        uint mode = Permissions.ToMode(permissions);
        using SafeFileDescriptor descriptor = OpenPath(path, LibC.O_RDWR | LibC.O_CREAT | LibC.O_EXCL, mode);
        try
        {
            Permissions.MakeExact(descriptor, path, mode);
            FileSpace.Reserve(descriptor, path, 0, lengthBytes);
            return Map(descriptor, path, FileAccess.ReadWrite, MappingSharing.Shared, 0, lengthBytes);
        }
        catch
        {
            _ = LibC.unlink(path);
            throw;
        }
    }

    /// <summary>Maps a file that exists.</summary>
    /// <param name="path">The file.</param>
    /// <inheritdoc cref="Map(SafeFileDescriptor, FileAccess, MappingSharing, long, long?)"/>
    /// <param name="access">Read, or ReadWrite. The file itself is only read where the mapping is private.</param>
    /// <param name="sharing">Who sees what is written.</param>
    /// <param name="offset">Where it begins in the file: 0 or a multiple of the page size.</param>
    /// <param name="lengthBytes">1 or more; null to the file's end.</param>
    public static MemoryMapping OpenFile(string path, FileAccess access = FileAccess.ReadWrite, MappingSharing sharing = MappingSharing.Shared, long offset = 0, long? lengthBytes = null)
    {
        KernelPath.Check(path);
        int flags = MappingFlags.ToOpen(access);
        using SafeFileDescriptor descriptor = OpenPath(path, sharing == MappingSharing.Private ? LibC.O_RDONLY : flags, 0);
        return Map(descriptor, path, access, sharing, offset, lengthBytes);
    }

    /// <summary>Maps POSIX shared memory, shared with everyone who maps it.</summary>
    /// <param name="memory">The object; it may be disposed afterwards.</param>
    /// <inheritdoc cref="Map(SafeFileDescriptor, FileAccess, MappingSharing, long, long?)"/>
    /// <param name="access">Read, or ReadWrite; not more than the object was opened for.</param>
    /// <param name="offset">Where it begins in the object: 0 or a multiple of the page size.</param>
    /// <param name="lengthBytes">1 or more; null to the object's end.</param>
    public static MemoryMapping Map(PosixSharedMemory memory, FileAccess access = FileAccess.ReadWrite, long offset = 0, long? lengthBytes = null)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return Map(memory.Descriptor, memory.Name, access, MappingSharing.Shared, offset, lengthBytes);
    }

    /// <summary>Maps what a descriptor is open for.</summary>
    /// <param name="descriptor">The descriptor; it may be disposed afterwards.</param>
    /// <param name="access">Read, or ReadWrite; not more than the descriptor was opened for, unless the mapping is private.</param>
    /// <param name="sharing">Who sees what is written.</param>
    /// <param name="offset">Where it begins in the file: 0 or a multiple of the page size.</param>
    /// <param name="lengthBytes">1 or more; null to the file's end.</param>
    /// <exception cref="ArgumentException">An argument cannot be right, or the range reaches beyond the file's end.</exception>
    /// <exception cref="SyscallException">ENODEV: not a kind of file that can be mapped. ENOMEM: no address space. EPERM: sealed. ENOENT: no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: not opened for this access, or not allowed to.</exception>
    public static MemoryMapping Map(SafeFileDescriptor descriptor, FileAccess access = FileAccess.ReadWrite, MappingSharing sharing = MappingSharing.Shared, long offset = 0, long? lengthBytes = null)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Map(descriptor, descriptor.ToString(), access, sharing, offset, lengthBytes);
    }

    /// <summary>Maps zeroed memory of no file, for this process alone: there is no fork that could share it.</summary>
    /// <param name="lengthBytes">1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive.</exception>
    /// <exception cref="SyscallException">ENOMEM: no address space.</exception>
    public static MemoryMapping CreateAnonymous(long lengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthBytes);
        nint address = LibC.mmap(0, (nuint)lengthBytes, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED | LibC.MAP_ANONYMOUS, -1, 0);
        Errno error = Errno.Last;
        if (address == LibC.MAP_FAILED)
            throw SyscallFailure.Create("mmap", "anonymous", error);
        return new MemoryMapping(new SafeMapping(address, (nuint)lengthBytes), "anonymous", canWrite: true);
    }

    /// <summary>Unmaps the memory, as soon as no wait on a futex or semaphore in it is under way (munmap(2)).</summary>
    public void Dispose() => _mapping.Dispose();

    private static MemoryMapping Map(SafeFileDescriptor descriptor, string name, FileAccess access, MappingSharing sharing, long offset, long? lengthBytes)
    {
        int protection = MappingFlags.ToProtection(access);
        int flags = MappingFlags.ToFlag(sharing);
        long length = RangeOf(FileStatus.Of(descriptor, name), name, offset, lengthBytes);
        nint address = LibC.mmap(0, (nuint)length, protection, flags, descriptor, offset);
        Errno error = Errno.Last;
        if (address == LibC.MAP_FAILED)
            throw SyscallFailure.Opening("mmap", name, error, error == Errno.EACCES ? "open it for the access that the mapping is to have" : null);
        return new MemoryMapping(new SafeMapping(address, (nuint)length), name, access == FileAccess.ReadWrite);
    }

    /// <summary>The length to map, checked against the file's: beyond the last page of a file every touch is SIGBUS.</summary>
    private static long RangeOf(FileStatus file, string name, long offset, long? lengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (offset % Environment.SystemPageSize != 0)
            throw new ArgumentException($"The offset {offset} is not a multiple of the page size, {Environment.SystemPageSize}.", nameof(offset));
        if (lengthBytes is { } asked)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(asked, nameof(lengthBytes));
        if (!file.IsRegular)
            return lengthBytes ?? throw new ArgumentException($"\"{name}\" is no regular file and has no size: say how many bytes to map.", nameof(lengthBytes));
        long left = file.SizeBytes - offset;
        if (left <= 0 || lengthBytes > left)
            throw new ArgumentException($"\"{name}\" has {file.SizeBytes} bytes: there are not {lengthBytes?.ToString() ?? "any"} from {offset} on; lengthen it first (Reserve, Resize).", nameof(lengthBytes));
        return lengthBytes ?? left;
    }

    private static SafeFileDescriptor OpenPath(string path, int flags, uint mode)
    {
        while (true)
        {
            int descriptor = LibC.open(path, flags | LibC.O_CLOEXEC | LibC.O_NONBLOCK, mode);
            Errno error = Errno.Last;
            if (descriptor >= 0)
                return new SafeFileDescriptor(descriptor);
            if (error != Errno.EINTR)
                throw SyscallFailure.Opening("open", path, error);
        }
    }
}
