namespace Causeway;

/// <content>The mapped bytes.</content>
public sealed partial class MemoryMapping
{
    /// <summary>All of it, to read and write.</summary>
    /// <exception cref="InvalidOperationException">Mapped to read only, or longer than a span can be: use <see cref="GetSpan{T}"/> for a part.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public Span<byte> Span => _region.Bytes.Writing<byte>(Name, 0, _region.Bytes.WholeLength(Name));

    /// <summary>All of it, to read.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read, or is longer than a span can be: use <see cref="GetReadOnlySpan{T}"/> for a part.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public ReadOnlySpan<byte> ReadOnlySpan => _region.Bytes.Reading<byte>(Name, 0, _region.Bytes.WholeLength(Name));

    /// <summary>Some elements, to read and write.</summary>
    /// <param name="offset">Where the first begins, in bytes: a multiple of <typeparamref name="T"/>'s alignment.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentException">Outside the mapping, or not aligned.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public Span<T> GetSpan<T>(long offset, int count)
        where T : unmanaged => _region.Bytes.Writing<T>(Name, offset, count);

    /// <summary>Some elements, to read.</summary>
    /// <inheritdoc cref="GetSpan{T}" path="/param"/>
    /// <exception cref="ArgumentException">Outside the mapping, or not aligned.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public ReadOnlySpan<T> GetReadOnlySpan<T>(long offset, int count)
        where T : unmanaged => _region.Bytes.Reading<T>(Name, offset, count);

    /// <summary>One value in place, to read and write: for Volatile and Interlocked too.</summary>
    /// <param name="offset">Where it begins, in bytes: a multiple of <typeparamref name="T"/>'s alignment.</param>
    /// <exception cref="ArgumentException">Outside the mapping, or not aligned.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public ref T GetReference<T>(long offset)
        where T : unmanaged => ref _region.Bytes.Reference<T>(Name, offset);

    /// <summary>One value in place, to read.</summary>
    /// <inheritdoc cref="GetReference{T}" path="/param"/>
    /// <exception cref="ArgumentException">Outside the mapping, or not aligned.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public ref readonly T GetReadOnlyReference<T>(long offset)
        where T : unmanaged => ref _region.Bytes.ReadOnlyReference<T>(Name, offset);

    /// <summary>Copies bytes out of it; safe against a dispose in another thread.</summary>
    /// <param name="offset">In bytes from its start.</param>
    /// <param name="destination">Filled.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the mapping.</exception>
    /// <exception cref="InvalidOperationException">It cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        using MappingLease lease = Lease();
        lease.Read(offset, destination);
    }

    /// <summary>Copies bytes into it; safe against a dispose in another thread.</summary>
    /// <param name="offset">In bytes from its start.</param>
    /// <param name="source">Copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the mapping.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        using MappingLease lease = Lease();
        lease.Write(offset, source);
    }

    /// <summary>Checks a range of aligned room in the mapping, for whoever holds the handle while using it.</summary>
    internal void ThrowIfOutside(long offset, long bytes, int alignment) => _region.Bytes.ThrowIfOutside(Name, offset, bytes, alignment);

    /// <summary>Refuses to write where that would be SIGSEGV.</summary>
    internal void ThrowIfReadOnly()
    {
        if (!CanWrite)
            throw MappedBytes.NotAllowed(Name, toWrite: true);
    }
}
