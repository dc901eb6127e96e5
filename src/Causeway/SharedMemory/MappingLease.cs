using System.Diagnostics.CodeAnalysis;

namespace Causeway;

/// <summary>Keeps mapped memory mapped, in its place and with its protection, while it is used: spans and references into it that are safe against a dispose in another thread.</summary>
/// <remarks>
/// <para>
/// Take it with <c>using</c>. Its spans and references cannot leave the block that it stands in: the compiler sees to that.
/// Disposing the mapping meanwhile unmaps it as soon as the last lease is given back; a change that would take memory from
/// under a lease (moving, shortening, taking rights away) is refused with InvalidOperationException.
/// </para>
/// <para>
/// Taking and giving back is one interlocked operation each and allocates nothing. Disposing it twice is harmless; a copy of
/// it is not to be disposed too. One that is never disposed keeps the memory mapped, whoever disposes the mapping, until nobody
/// refers to either any more. It belongs to one thread; any number of leases may be out.
/// </para>
/// </remarks>
public ref struct MappingLease
{
    private readonly string _name;
    private MappedRegion? _region;
    private MappedBytes _bytes;

    internal MappingLease(MappedRegion region)
    {
        region.Take();
        _region = region;
        _name = region.Name;
        _bytes = region.Leased;
    }

    /// <summary>The length in bytes.</summary>
    public readonly long Length => _bytes.Length;

    /// <summary>Whether it may be read.</summary>
    public readonly bool CanRead => _bytes.Readable >= 0;

    /// <summary>Whether it may be written.</summary>
    public readonly bool CanWrite => _bytes.Writable >= 0;

    /// <summary>Where the memory is, for a call into C. It must not be used after the lease is given back.</summary>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    public readonly nint Address
    {
        get
        {
            ObjectDisposedException.ThrowIf(_bytes.Address == 0, typeof(MappingLease));
            return _bytes.Address;
        }
    }

    /// <summary>All of it, to read and write.</summary>
    /// <exception cref="InvalidOperationException">Mapped to read only, or longer than a span can be: use <see cref="GetSpan{T}"/> for a part.</exception>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    [UnscopedRef]
    public readonly Span<byte> Span => _bytes.Writing<byte>(_name, 0, _bytes.WholeLength(_name));

    /// <summary>All of it, to read.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read, or is longer than a span can be: use <see cref="GetReadOnlySpan{T}"/> for a part.</exception>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> ReadOnlySpan => _bytes.Reading<byte>(_name, 0, _bytes.WholeLength(_name));

    /// <summary>Some elements, to read and write.</summary>
    /// <param name="offset">Where the first begins, in bytes: a multiple of <typeparamref name="T"/>'s alignment.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentException">Outside the mapping, or not aligned.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    [UnscopedRef]
    public readonly Span<T> GetSpan<T>(long offset, int count)
        where T : unmanaged => _bytes.Writing<T>(_name, offset, count);

    /// <summary>Some elements, to read.</summary>
    /// <inheritdoc cref="GetSpan{T}" path="/param"/>
    /// <exception cref="ArgumentException">Outside the mapping, or not aligned.</exception>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    [UnscopedRef]
    public readonly ReadOnlySpan<T> GetReadOnlySpan<T>(long offset, int count)
        where T : unmanaged => _bytes.Reading<T>(_name, offset, count);

    /// <summary>One value in place, to read and write: for Volatile and Interlocked too.</summary>
    /// <param name="offset">Where it begins, in bytes: a multiple of <typeparamref name="T"/>'s alignment.</param>
    /// <exception cref="ArgumentException">Outside the mapping, or not aligned.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    [UnscopedRef]
    public readonly ref T GetReference<T>(long offset)
        where T : unmanaged => ref _bytes.Reference<T>(_name, offset);

    /// <summary>One value in place, to read.</summary>
    /// <inheritdoc cref="GetReference{T}" path="/param"/>
    /// <exception cref="ArgumentException">Outside the mapping, or not aligned.</exception>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    [UnscopedRef]
    public readonly ref readonly T GetReadOnlyReference<T>(long offset)
        where T : unmanaged => ref _bytes.ReadOnlyReference<T>(_name, offset);

    /// <summary>Copies bytes out of the memory.</summary>
    /// <param name="offset">In bytes from its start.</param>
    /// <param name="destination">Filled.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the memory.</exception>
    /// <exception cref="InvalidOperationException">It cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    public readonly void Read(long offset, Span<byte> destination) =>
        BlockCopy.Copy(_bytes.Reading<byte>(_name, offset, destination.Length), destination);

    /// <summary>Copies bytes into the memory: blocks of a few KiB faster than through a span.</summary>
    /// <param name="offset">In bytes from its start.</param>
    /// <param name="source">Copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the memory.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    public readonly void Write(long offset, ReadOnlySpan<byte> source) =>
        BlockCopy.Copy(source, _bytes.Writing<byte>(_name, offset, source.Length));

    /// <summary>Gives it back: spans and references of it must not be used any more.</summary>
    public void Dispose()
    {
        MappedRegion? region = _region;
        if (region is null)
            return;
        _region = null;
        _bytes = _bytes.Gone;
        region.Return();
    }
}
