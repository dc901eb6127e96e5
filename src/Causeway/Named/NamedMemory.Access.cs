namespace Causeway;

/// <content>The bytes.</content>
public sealed partial class NamedMemory
{
    /// <summary>All of it, to read and write. Whoever uses it keeps this handle from being disposed meanwhile: see <see cref="Lease"/>.</summary>
    /// <exception cref="InvalidOperationException">Longer than a span can be: use <see cref="GetSpan{T}"/> for a part.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public Span<byte> Span => _region.Bytes.Writing<byte>(Name, 0, _region.Bytes.WholeLength(Name));

    /// <summary>Keeps the memory mapped until the lease is disposed, whoever disposes this handle meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public MappingLease Lease() => new(_region);

    /// <summary>Leases a part of it as <see cref="Memory{T}"/>, for fields, await, streams and pipes.</summary>
    /// <param name="offset">Where it begins, in bytes.</param>
    /// <param name="length">In bytes; null to the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the memory, or it is longer than <see cref="int.MaxValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public MappingMemory LeaseMemory(long offset = 0, int? length = null)
    {
        long rest = length ?? (Length - offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rest, int.MaxValue, nameof(length));
        return new MappingMemory(_region, offset, (int)rest);
    }

    /// <summary>Some elements, to read and write. Whoever uses them keeps this handle from being disposed meanwhile: see <see cref="Lease"/>.</summary>
    /// <param name="offset">Where the first begins, in bytes: a multiple of <typeparamref name="T"/>'s alignment.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentException">Outside the memory, or not aligned.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public Span<T> GetSpan<T>(long offset, int count)
        where T : unmanaged => _region.Bytes.Writing<T>(Name, offset, count);

    /// <summary>One value in place, for Volatile and Interlocked too. Whoever uses it keeps this handle from being disposed meanwhile: see <see cref="Lease"/>.</summary>
    /// <param name="offset">Where it begins, in bytes: a multiple of <typeparamref name="T"/>'s alignment.</param>
    /// <exception cref="ArgumentException">Outside the memory, or not aligned.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public ref T GetReference<T>(long offset)
        where T : unmanaged => ref _region.Bytes.Reference<T>(Name, offset);

    /// <summary>Copies bytes out of it; safe against a dispose in another thread.</summary>
    /// <param name="offset">In bytes from its start.</param>
    /// <param name="destination">Filled.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the memory.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        using MappingLease lease = Lease();
        lease.Read(offset, destination);
    }

    /// <summary>Copies bytes into it; safe against a dispose in another thread.</summary>
    /// <param name="offset">In bytes from its start.</param>
    /// <param name="source">Copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the memory.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        using MappingLease lease = Lease();
        lease.Write(offset, source);
    }
}
