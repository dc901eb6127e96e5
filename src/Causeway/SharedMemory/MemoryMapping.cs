using Causeway.Sys;

namespace Causeway;

/// <summary>Memory of this process that is a file's, a shared-memory object's, or nobody's else (mmap(2)).</summary>
/// <remarks>
/// <para>
/// Every access is checked against the length, the protection and the alignment, and throws ObjectDisposedException after
/// Dispose. Three ways to the bytes, by who sees to it that they stay mapped meanwhile:
/// <see cref="Lease"/> (and <see cref="LeaseMemory"/>) hold them until given back, whatever other threads dispose;
/// <see cref="Read"/> and <see cref="Write"/> hold them while they copy; <see cref="Span"/>, <see cref="GetReference{T}"/>
/// and their like hold nothing and cost nothing: whoever uses those sees to it that the mapping is neither disposed (nor
/// forgotten: the garbage collector unmaps what nobody refers to) nor moved by <see cref="Resize"/> meanwhile, which ends
/// the process with SIGSEGV. Bytes shared with another process change at any time: load them once, check, then use.
/// </para>
/// <para>
/// A mapping never reaches beyond the end that the file has at that moment. A file that somebody shortens later ends the
/// process with SIGBUS on the next touch: map only files whose writers are trusted not to, seal them
/// (<see cref="MemoryFile"/>), or copy with <see cref="ReadGuarded"/> and <see cref="WriteGuarded"/>, where that is an exception.
/// </para>
/// <para>Thread-safe, except that the caller orders its own accesses to the bytes (Volatile, Interlocked).</para>
/// </remarks>
public sealed partial class MemoryMapping : IDisposable
{
    private readonly MappedRegion _region;
    private readonly SafeMapping _mapping;
    private readonly bool _isFile;
    private MappingProtection _protection;

    private MemoryMapping(SafeMapping mapping, string name, long lengthBytes, MappingProtection protection, MappingSharing sharing, bool isFile, long pageBytes)
    {
        _mapping = mapping;
        _protection = protection;
        _isFile = isFile;
        _region = new MappedRegion(name, mapping, BytesAt(mapping.DangerousGetHandle(), lengthBytes, protection));
        Sharing = sharing;
        PageBytes = pageBytes;
    }

    /// <summary>What is mapped, for messages: a path, a name, a descriptor, or <c>anonymous</c>.</summary>
    public string Name => _region.Name;

    /// <summary>The length in bytes.</summary>
    public long Length => _region.Bytes.Length;

    /// <summary>Whether it may be read.</summary>
    public bool CanRead => Protection.HasFlag(MappingProtection.Read);

    /// <summary>Whether it may be written.</summary>
    public bool CanWrite => Protection.HasFlag(MappingProtection.Write);

    /// <summary>What may be done with it; see <see cref="Protect"/>.</summary>
    public MappingProtection Protection => _protection;

    /// <summary>Who sees what is written to it.</summary>
    public MappingSharing Sharing { get; }

    /// <summary>The size of its pages in bytes: the machine's, or that of the huge pages it consists of.</summary>
    public long PageBytes { get; }

    /// <summary>What keeps the memory mapped, for what is placed in it.</summary>
    internal MappedRegion Region => _region;

    /// <summary>The handle that keeps the memory mapped while a call uses it, for what is placed in it; from now on it stays where it is.</summary>
    internal SafeMapping Handle
    {
        get
        {
            _region.Pin();
            return _mapping;
        }
    }

    /// <summary>Keeps the memory mapped, in its place and with its protection, until the lease is disposed.</summary>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public MappingLease Lease() => new(_region);

    /// <summary>Leases a part of it as <see cref="Memory{T}"/>, for fields, await, streams and pipes.</summary>
    /// <param name="offset">Where it begins, in bytes.</param>
    /// <param name="length">In bytes; null to the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the mapping, or it is longer than <see cref="int.MaxValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public MappingMemory LeaseMemory(long offset = 0, int? length = null)
    {
        long rest = length ?? (Length - offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rest, int.MaxValue, nameof(length));
        return new MappingMemory(_region, offset, (int)rest);
    }

    /// <summary>
    /// Unmaps the memory, as soon as the last lease is given back and no wait on a futex or semaphore in it is under way
    /// (munmap(2)). Harmless twice. What was written to a shared mapping stays in the file.
    /// </summary>
    public void Dispose() => _region.Dispose();

    private static MappedBytes BytesAt(nint address, long lengthBytes, MappingProtection protection) =>
        MappedBytes.At(address, lengthBytes, protection.HasFlag(MappingProtection.Read), protection.HasFlag(MappingProtection.Write));
}
