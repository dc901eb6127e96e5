using Causeway.Naming;
using Causeway.Sys;

namespace Causeway;

/// <content>Mapping files, descriptors and anonymous memory.</content>
public sealed partial class MemoryMapping
{
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
            return Map(descriptor, path, new MappingOptions { LengthBytes = lengthBytes });
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
    public static MemoryMapping OpenFile(string path, FileAccess access = FileAccess.ReadWrite, MappingSharing sharing = MappingSharing.Shared, long offset = 0, long? lengthBytes = null) =>
        OpenFile(path, Options(access, sharing, offset, lengthBytes));

    /// <summary>Maps a file that exists.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What of it, and how.</param>
    /// <inheritdoc cref="Map(SafeFileDescriptor, MappingOptions)" path="/exception"/>
    public static MemoryMapping OpenFile(string path, MappingOptions options)
    {
        KernelPath.Check(path);
        ArgumentNullException.ThrowIfNull(options);
        using SafeFileDescriptor descriptor = OpenPath(path, MappingFlags.ToOpen(options), 0);
        return Map(descriptor, path, options);
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
        return Map(memory.Descriptor, memory.Name, Options(access, MappingSharing.Shared, offset, lengthBytes));
    }

    /// <summary>Maps POSIX shared memory.</summary>
    /// <param name="memory">The object; it may be disposed afterwards.</param>
    /// <param name="options">What of it, and how.</param>
    /// <inheritdoc cref="Map(SafeFileDescriptor, MappingOptions)" path="/exception"/>
    public static MemoryMapping Map(PosixSharedMemory memory, MappingOptions options)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return Map(memory.Descriptor, memory.Name, options);
    }

    /// <summary>Maps what a descriptor is open for.</summary>
    /// <param name="descriptor">The descriptor; it may be disposed afterwards.</param>
    /// <param name="access">Read, or ReadWrite; not more than the descriptor was opened for, unless the mapping is private.</param>
    /// <param name="sharing">Who sees what is written.</param>
    /// <param name="offset">Where it begins in the file: 0 or a multiple of the page size.</param>
    /// <param name="lengthBytes">1 or more; null to the file's end.</param>
    /// <inheritdoc cref="Map(SafeFileDescriptor, MappingOptions)" path="/exception"/>
    public static MemoryMapping Map(SafeFileDescriptor descriptor, FileAccess access = FileAccess.ReadWrite, MappingSharing sharing = MappingSharing.Shared, long offset = 0, long? lengthBytes = null) =>
        Map(descriptor, Options(access, sharing, offset, lengthBytes));

    /// <summary>Maps what a descriptor is open for.</summary>
    /// <param name="descriptor">The descriptor, open to read, and to write too where the mapping is shared and may be written; it may be disposed afterwards.</param>
    /// <param name="options">What of it, and how.</param>
    /// <exception cref="ArgumentException">An argument cannot be right, or the range reaches beyond the file's end.</exception>
    /// <exception cref="SyscallException">
    /// ENODEV: not a kind of file that can be mapped. ENOMEM: no address space, too many mappings, or no huge pages.
    /// EPERM: sealed, or to be executed on a file system mounted noexec. ENOENT: no such file.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: not opened for this access, or not allowed to.</exception>
    public static MemoryMapping Map(SafeFileDescriptor descriptor, MappingOptions options)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Map(descriptor, descriptor.ToString(), options);
    }

    /// <summary>Maps zeroed memory of no file, for this process alone.</summary>
    /// <param name="lengthBytes">1 or more; with huge pages it is rounded up to whole ones.</param>
    /// <param name="hugePageBytes">The size of the huge pages to take from the machine's pool (MAP_HUGETLB), 0 for the usual one; null for ordinary pages.</param>
    /// <remarks>
    /// A child never has it: there is no fork in .NET. Memory to share with a child is a <see cref="MemoryFile"/>, whose descriptor
    /// <see cref="ChildProcessOptions.Descriptors"/> hands on, or a <see cref="PosixSharedMemory"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive, or no page can have that size.</exception>
    /// <exception cref="SyscallException">ENOMEM: no address space, or not so many huge pages free. EINVAL: the machine has no huge pages of this size.</exception>
    public static MemoryMapping CreateAnonymous(long lengthBytes, long? hugePageBytes = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthBytes);
        int huge = hugePageBytes is { } size ? LibC.MAP_HUGETLB | HugePagePool.SizeFlag(size) : 0;
        long pageBytes = hugePageBytes switch
        {
            null => Environment.SystemPageSize,
            0 => HugePagePool.UsualBytes(),
            { } bytes => bytes,
        };
        long length = huge == 0 ? lengthBytes : RoundUp(lengthBytes, pageBytes);
        nint address = LibC.mmap(0, (nuint)length, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS | huge, -1, 0);
        Errno error = Errno.Last;
        if (address == LibC.MAP_FAILED)
            throw SyscallFailure.Create("mmap", "anonymous", error, huge == 0 ? null : HugePagePool.Remedy(hugePageBytes!.Value, length));
        return new MemoryMapping(new SafeMapping(address, (nuint)length), "anonymous", length, MappingProtection.ReadWrite, MappingSharing.Private, isFile: false, pageBytes);
    }

    /// <summary>Reserves room in a file (fallocate(2)), and lengthens it where it is shorter: then no touch of a mapping of it can end in SIGBUS for want of room.</summary>
    /// <param name="descriptor">The file, open to write.</param>
    /// <param name="offset">Where the range begins, 0 or more.</param>
    /// <param name="lengthBytes">Its length, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range cannot be right.</exception>
    /// <exception cref="SyscallException">ENOSPC: no room; nothing has changed. EBADF: not open to write. EOPNOTSUPP: the file system cannot reserve. EFBIG: over the largest file.</exception>
    public static void Reserve(SafeFileDescriptor descriptor, long offset, long lengthBytes)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        FileSpace.Reserve(descriptor, descriptor.ToString(), offset, lengthBytes);
    }

    internal static MappingOptions Options(FileAccess access, MappingSharing sharing, long offset, long? lengthBytes) =>
        new() { Protection = MappingFlags.ToProtection(access), Sharing = sharing, Offset = offset, LengthBytes = lengthBytes };

    /// <summary>Of a descriptor that has a better name for messages than its number.</summary>
    internal static MemoryMapping Map(SafeFileDescriptor descriptor, string name, MappingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        int protection = MappingFlags.ToProtection(options.Protection);
        int flags = MappingFlags.ToFlag(options.Sharing);
        FileStatus file = FileStatus.Of(descriptor, name);
        long length = RangeOf(file, name, options.Offset, options.LengthBytes);
        long pageBytes = PageBytesOf(descriptor, file);

        // Of a file of huge pages whole ones are mapped, and only whole ones can be unmapped.
        long mapped = pageBytes == Environment.SystemPageSize ? length : RoundUp(length, pageBytes);
        nint address = LibC.mmap(0, (nuint)mapped, protection, flags, descriptor, options.Offset);
        Errno error = Errno.Last;
        if (address == LibC.MAP_FAILED)
            throw SyscallFailure.Opening("mmap", name, error, MapRemedy(error, options, pageBytes, mapped));
        MemoryMapping mapping = new(new SafeMapping(address, (nuint)mapped), name, length, options.Protection, options.Sharing, file.IsRegular, pageBytes);
        if (options.Populate)
            mapping.PopulateOrDispose();
        return mapping;
    }

    private static string? MapRemedy(Errno error, MappingOptions options, long pageBytes, long length) =>
        error == Errno.ENODEV ? "it is no memory and no file: a FIFO, a socket, a directory or such a device cannot be mapped"
        : error == Errno.EACCES ? "open it for the access that the mapping is to have"
        : error == Errno.EPERM && options.Protection.HasFlag(MappingProtection.Execute) ? "its file system is mounted noexec, or it is sealed: map it without Execute"
        : error == Errno.ENOMEM && pageBytes != Environment.SystemPageSize ? HugePagePool.Remedy(pageBytes, length)
        : error == Errno.ENOMEM ? "there is no such address space left, or the process has too many mappings (/proc/sys/vm/max_map_count)"
        : error == Errno.EINVAL && pageBytes != Environment.SystemPageSize ? $"it consists of huge pages: the offset must be a multiple of {pageBytes}"
        : null;

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
            throw new ArgumentException($"\"{name}\" has {Counted.Of(file.SizeBytes, "byte")}: there are not {lengthBytes?.ToString() ?? "any"} from {offset} on; lengthen it first (Reserve, Resize).", nameof(lengthBytes));
        return lengthBytes ?? left;
    }

    private static unsafe long PageBytesOf(SafeFileDescriptor descriptor, FileStatus file)
    {
        // A file of huge pages tells their size as its block size; other file systems have large blocks too, and pages as usual.
        LibC.statfs system;
        return file.IsRegular && file.BlockBytes > Environment.SystemPageSize && LibC.fstatfs(descriptor, &system) == 0 && system.f_type == LibC.HUGETLBFS_MAGIC
            ? file.BlockBytes
            : Environment.SystemPageSize;
    }

    private static long RoundUp(long bytes, long pageBytes) =>
        pageBytes > 0 && bytes <= long.MaxValue - pageBytes ? (bytes + pageBytes - 1) / pageBytes * pageBytes : bytes;

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
