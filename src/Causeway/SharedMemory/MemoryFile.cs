namespace Causeway;

/// <summary>Memory behind a descriptor (memfd_create(2)): a file without a place in the file system, gone with its last descriptor and mapping.</summary>
/// <remarks>
/// To share it, send <see cref="Descriptor"/> over a socket (<see cref="UnixSocket.SendWithHandles"/>), give it to a child
/// (<see cref="ChildProcessOptions.Descriptors"/>), or let the other open it by this process's id and descriptor
/// (<see cref="FromProcess(int, int)"/>). Seals keep a peer that is not trusted from shortening or changing it. Disposing closes this
/// process's descriptor; mappings stay. Thread-safe.
/// </remarks>
public sealed partial class MemoryFile : IDisposable
{
    private readonly SafeFileDescriptor _descriptor;
    private string? _name;

    private MemoryFile(string? name, SafeFileDescriptor descriptor)
    {
        _name = name;
        _descriptor = descriptor;
    }

    /// <summary>The name that it was created with. It is for people (/proc/PID/fd, /proc/PID/maps) and identifies nothing.</summary>
    /// <remarks>Of one that another process made it is looked up (/proc/self/fd) when it is first asked for.</remarks>
    /// <exception cref="ObjectDisposedException">This object was disposed, and its name never looked up.</exception>
    public string Name => _name ??= NameOf(_descriptor) ?? _descriptor.ToString();

    /// <summary>The descriptor, owned by this object.</summary>
    public SafeFileDescriptor Descriptor => _descriptor;

    /// <summary>The size in bytes now (statx(2)): where it is not sealed, whoever has it may change it.</summary>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public long SizeBytes => FileStatus.Of(_descriptor, Name).SizeBytes;

    /// <summary>Whether it has any executable permission, and can be run through /proc/self/fd.</summary>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public bool IsExecutable => (FileStatus.Of(_descriptor, Name).Mode & ExecutableBits) != 0;

    private const uint ExecutableBits = 0x49;

    /// <summary>Creates one (memfd_create(2)), zeroed. Its memory is taken when it is touched, or by <see cref="Reserve"/>.</summary>
    /// <param name="name">For people, up to 249 bytes; it need not be unique.</param>
    /// <param name="sizeBytes">0 or more; a multiple of the page size where that is huge.</param>
    /// <param name="options">How; sealable, not executable and of ordinary pages unless given.</param>
    /// <exception cref="ArgumentException">The name, the size or the options cannot be right.</exception>
    /// <exception cref="SyscallException">EMFILE: out of descriptors. ENODEV, EINVAL: huge pages of that size are not there. ENOMEM, EFBIG: too large.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: executable, and vm.memfd_noexec forbids that.</exception>
    public static MemoryFile Create(string name, long sizeBytes, MemoryFileOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        MemoryFile file = new(name, MemoryFileCreation.Create(name, options ?? new MemoryFileOptions()));
        try
        {
            if (sizeBytes > 0)
                file.Resize(sizeBytes);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Sets the size (ftruncate(2)). What is added reads as zero and takes memory only when it is touched.</summary>
    /// <param name="sizeBytes">0 or more; a multiple of the page size where that is huge.</param>
    /// <remarks>Shrinking ends whoever touches the lost part of a mapping with SIGBUS; <see cref="MemoryFileSeals.Shrink"/> forbids it.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    /// <exception cref="SyscallException">EPERM: sealed. EINVAL: opened to read only, or no multiple of the huge page size. EFBIG: over the largest file.</exception>
    public void Resize(long sizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        FileSpace.Truncate(_descriptor, Name, sizeBytes);
    }

    /// <summary>Takes the memory of a range now, and lengthens the file where it is shorter (fallocate(2)).</summary>
    /// <param name="offset">Where the range begins, 0 or more.</param>
    /// <param name="lengthBytes">Its length, 1 or more.</param>
    /// <remarks>Ordinary pages have no limit but the memory of the machine or of the control group: asking for more than that calls the kernel's out-of-memory killer.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The range cannot be right.</exception>
    /// <exception cref="SyscallException">ENOSPC: there are not so many huge pages. EPERM: sealed. EBADF: opened to read only. EFBIG: over the largest file.</exception>
    public void Reserve(long offset, long lengthBytes) => FileSpace.Reserve(_descriptor, Name, offset, lengthBytes);

    /// <summary>Gives the memory of a range back (fallocate(2), FALLOC_FL_PUNCH_HOLE): it reads as zero from now on. The size stays.</summary>
    /// <param name="offset">Where the range begins, 0 or more. Pages that it covers in part are zeroed and kept.</param>
    /// <param name="lengthBytes">Its length, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range cannot be right.</exception>
    /// <exception cref="SyscallException">EPERM: sealed against writing. EBADF: opened to read only.</exception>
    public void Release(long offset, long lengthBytes) => FileSpace.Release(_descriptor, Name, offset, lengthBytes);

    /// <summary>Reads without a mapping (pread(2)): a range that somebody has cut off meanwhile is not read, instead of SIGBUS.</summary>
    /// <param name="buffer">Takes the bytes.</param>
    /// <param name="offset">Where to begin, 0 or more.</param>
    /// <returns>How many bytes there were from there on, at most the buffer's length.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    public int Read(Span<byte> buffer, long offset) => FileBytes.Read(_descriptor, Name, buffer, offset);

    /// <summary>Writes without a mapping (pwrite(2)), and lengthens the file where it is shorter.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="offset">Where to, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="SyscallException">EPERM: sealed against writing or growing. EBADF: opened to read only. EINVAL: of huge pages, which are written through a mapping alone.</exception>
    public void Write(ReadOnlySpan<byte> data, long offset) => FileBytes.Write(_descriptor, Name, data, offset);

    /// <summary>Closes the descriptor. The memory lives on for those who have it open or mapped.</summary>
    public void Dispose() => _descriptor.Dispose();
}
