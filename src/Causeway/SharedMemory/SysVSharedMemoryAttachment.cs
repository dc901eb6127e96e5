namespace Causeway;

/// <summary>A System V segment mapped into this process: its bytes, shared with every process that has it attached.</summary>
/// <remarks>
/// <para>
/// Disposing detaches (shmdt(2), once) and does not remove the segment. Every access is checked against the size, the
/// permission and the alignment, and throws ObjectDisposedException after Dispose. Three ways to the bytes, by who sees to it
/// that they stay attached meanwhile: <see cref="Lease"/> (and <see cref="LeaseMemory"/>) hold them until given back,
/// whatever other threads dispose; <see cref="Read"/> and <see cref="Write"/> hold them while they copy; <see cref="Span"/>,
/// <see cref="GetReference{T}"/> and their like hold nothing and cost nothing: whoever uses those sees to it that the
/// attachment is not disposed meanwhile, which ends the process with SIGSEGV. A segment never shrinks: nothing another process
/// does takes the bytes away.
/// </para>
/// <para>
/// Nothing here orders one process's reads and writes against another's: semaphores do, and any operation on a
/// <see cref="SysVSemaphoreSet"/> is a full memory barrier; so do Volatile and Interlocked on <see cref="GetReference{T}"/>.
/// Bytes shared with another process change at any time: load them once, check, then use.
/// </para>
/// </remarks>
public sealed class SysVSharedMemoryAttachment : IDisposable
{
    private readonly MappedRegion _region;

    internal SysVSharedMemoryAttachment(SysVSharedMemory memory, SafeSysVAttachment handle, long bytes, bool readOnly)
    {
        Memory = memory;
        IsReadOnly = readOnly;
        _region = new MappedRegion(memory.ToString(), handle, MappedBytes.At(handle.DangerousGetHandle(), bytes, canRead: true, canWrite: !readOnly));
    }

    /// <summary>The segment.</summary>
    public SysVSharedMemory Memory { get; }

    /// <summary>Its size, as it was created.</summary>
    public long Bytes => _region.Bytes.Length;

    /// <summary>Whether it is attached without permission to write.</summary>
    public bool IsReadOnly { get; }

    /// <summary>What keeps it attached, for what is placed in it.</summary>
    internal MappedRegion Region => _region;

    /// <summary>All of it. For a segment over 2 GiB use <see cref="GetSpan{T}"/>.</summary>
    /// <exception cref="InvalidOperationException">Attached read-only, or larger than a span can be.</exception>
    /// <exception cref="ObjectDisposedException">It has been detached.</exception>
    public Span<byte> Span => _region.Bytes.Writing<byte>(_region.Name, 0, _region.Bytes.WholeLength(_region.Name));

    /// <summary>All of it, to read. For a segment over 2 GiB use <see cref="GetReadOnlySpan{T}"/>.</summary>
    /// <exception cref="InvalidOperationException">Larger than a span can be.</exception>
    /// <exception cref="ObjectDisposedException">It has been detached.</exception>
    public ReadOnlySpan<byte> ReadOnlySpan => _region.Bytes.Reading<byte>(_region.Name, 0, _region.Bytes.WholeLength(_region.Name));

    /// <summary>Keeps the segment attached until the lease is disposed.</summary>
    /// <exception cref="ObjectDisposedException">It has been detached.</exception>
    public MappingLease Lease() => new(_region);

    /// <summary>Leases a part of it as <see cref="Memory{T}"/>, for fields, await, streams and pipes.</summary>
    /// <param name="offset">In bytes from its start.</param>
    /// <param name="length">In bytes; null to the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the segment, or it is longer than <see cref="int.MaxValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">It has been detached.</exception>
    public MappingMemory LeaseMemory(long offset = 0, int? length = null)
    {
        long rest = length ?? (Bytes - offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rest, int.MaxValue, nameof(length));
        return new MappingMemory(_region, offset, (int)rest);
    }

    /// <summary>Some elements, to read and write.</summary>
    /// <param name="offset">Where the first begins, in bytes: a multiple of <typeparamref name="T"/>'s alignment.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentException">Outside the segment, or not aligned.</exception>
    /// <exception cref="InvalidOperationException">Attached read-only.</exception>
    /// <exception cref="ObjectDisposedException">It has been detached.</exception>
    public Span<T> GetSpan<T>(long offset, int count)
        where T : unmanaged => _region.Bytes.Writing<T>(_region.Name, offset, count);

    /// <summary>Some elements, to read.</summary>
    /// <inheritdoc cref="GetSpan{T}" path="/param"/>
    /// <exception cref="ArgumentException">Outside the segment, or not aligned.</exception>
    /// <exception cref="ObjectDisposedException">It has been detached.</exception>
    public ReadOnlySpan<T> GetReadOnlySpan<T>(long offset, int count)
        where T : unmanaged => _region.Bytes.Reading<T>(_region.Name, offset, count);

    /// <summary>One value in place, to read and write: for Volatile and Interlocked too.</summary>
    /// <param name="offset">Where it begins, in bytes: a multiple of <typeparamref name="T"/>'s alignment.</param>
    /// <exception cref="ArgumentException">Outside the segment, or not aligned.</exception>
    /// <exception cref="InvalidOperationException">Attached read-only.</exception>
    /// <exception cref="ObjectDisposedException">It has been detached.</exception>
    public ref T GetReference<T>(long offset)
        where T : unmanaged => ref _region.Bytes.Reference<T>(_region.Name, offset);

    /// <summary>One value in place, to read.</summary>
    /// <inheritdoc cref="GetReference{T}" path="/param"/>
    /// <exception cref="ArgumentException">Outside the segment, or not aligned.</exception>
    /// <exception cref="ObjectDisposedException">It has been detached.</exception>
    public ref readonly T GetReadOnlyReference<T>(long offset)
        where T : unmanaged => ref _region.Bytes.ReadOnlyReference<T>(_region.Name, offset);

    /// <summary>Copies bytes out of the segment; safe against a dispose in another thread.</summary>
    /// <param name="offset">In bytes from its start.</param>
    /// <param name="destination">Filled.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the segment.</exception>
    /// <exception cref="ObjectDisposedException">It has been detached.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        using MappingLease lease = Lease();
        lease.Read(offset, destination);
    }

    /// <summary>Copies bytes into the segment; safe against a dispose in another thread.</summary>
    /// <param name="offset">In bytes from its start.</param>
    /// <param name="source">Copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the segment.</exception>
    /// <exception cref="InvalidOperationException">Attached read-only.</exception>
    /// <exception cref="ObjectDisposedException">It has been detached.</exception>
    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        using MappingLease lease = Lease();
        lease.Write(offset, source);
    }

    /// <summary>Detaches the segment, as soon as the last lease is given back. Harmless twice.</summary>
    public void Dispose() => _region.Dispose();
}
