using Causeway.Sys;

namespace Causeway;

/// <summary>A System V segment mapped into this process: its bytes, shared with every process that has it attached.</summary>
/// <remarks>
/// <para>
/// Disposing detaches (shmdt(2), once) and does not remove the segment. Spans come from the mapping itself and must not be
/// used after it is disposed, nor may it be disposed in another thread meanwhile; asking for one afterwards throws.
/// <see cref="Read"/> and <see cref="Write"/> hold the mapping for as long as they copy, so they are safe against a
/// concurrent dispose.
/// </para>
/// <para>
/// Nothing here orders one process's reads and writes against another's: semaphores do, and any operation on a
/// <see cref="SysVSemaphoreSet"/> is a full memory barrier.
/// </para>
/// </remarks>
public sealed class SysVSharedMemoryAttachment : IDisposable
{
    private readonly SafeSysVAttachment _handle;

    internal SysVSharedMemoryAttachment(SysVSharedMemory memory, SafeSysVAttachment handle, long bytes, bool readOnly)
    {
        Memory = memory;
        _handle = handle;
        Bytes = bytes;
        IsReadOnly = readOnly;
    }

    /// <summary>The segment.</summary>
    public SysVSharedMemory Memory { get; }

    /// <summary>Its size, as it was created.</summary>
    public long Bytes { get; }

    /// <summary>Whether it is attached without permission to write.</summary>
    public bool IsReadOnly { get; }

    /// <summary>All of it. For a segment over 2 GiB use <see cref="GetSpan"/>.</summary>
    /// <exception cref="InvalidOperationException">Attached read-only, or larger than a span can be.</exception>
    /// <exception cref="ObjectDisposedException">It has been detached.</exception>
    public Span<byte> Span => GetSpan(0, WholeLength);

    /// <summary>All of it, to read. For a segment over 2 GiB use <see cref="GetReadOnlySpan"/>.</summary>
    /// <exception cref="InvalidOperationException">Larger than a span can be.</exception>
    /// <exception cref="ObjectDisposedException">It has been detached.</exception>
    public ReadOnlySpan<byte> ReadOnlySpan => GetReadOnlySpan(0, WholeLength);

    private int WholeLength =>
        Bytes <= int.MaxValue ? (int)Bytes : throw new InvalidOperationException($"{Memory} has {Bytes} bytes and a span holds {int.MaxValue}; ask for parts with GetSpan or GetReadOnlySpan");

    /// <summary>Part of it.</summary>
    /// <param name="offset">In bytes from its start.</param>
    /// <param name="length">In bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the segment.</exception>
    /// <exception cref="InvalidOperationException">Attached read-only.</exception>
    /// <exception cref="ObjectDisposedException">It has been detached.</exception>
    public unsafe Span<byte> GetSpan(long offset, int length)
    {
        ThrowIfReadOnly();
        return new Span<byte>(Address(offset, length), length);
    }

    /// <summary>Part of it, to read.</summary>
    /// <param name="offset">In bytes from its start.</param>
    /// <param name="length">In bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the segment.</exception>
    /// <exception cref="ObjectDisposedException">It has been detached.</exception>
    public unsafe ReadOnlySpan<byte> GetReadOnlySpan(long offset, int length) => new(Address(offset, length), length);

    internal ref T GetReference<T>(long offset)
        where T : unmanaged => ref System.Runtime.InteropServices.MemoryMarshal.AsRef<T>(GetSpan(offset, System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));

    /// <summary>Copies bytes out of the segment; safe against a dispose in another thread.</summary>
    /// <param name="offset">In bytes from its start.</param>
    /// <param name="destination">Filled.</param>
    /// <inheritdoc cref="GetReadOnlySpan"/>
    public void Read(long offset, Span<byte> destination)
    {
        using HandleHold hold = new(_handle);
        GetReadOnlySpan(offset, destination.Length).CopyTo(destination);
    }

    /// <summary>Copies bytes into the segment; safe against a dispose in another thread.</summary>
    /// <param name="offset">In bytes from its start.</param>
    /// <param name="source">Copied.</param>
    /// <inheritdoc cref="GetSpan"/>
    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        using HandleHold hold = new(_handle);
        source.CopyTo(GetSpan(offset, source.Length));
    }

    /// <summary>Detaches the segment.</summary>
    public void Dispose() => _handle.Dispose();

    private unsafe byte* Address(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Bytes - length);
        // SAFETY: the range lies in the mapping, which the handle holds until Dispose; the remarks forbid a span beyond it.
        return (byte*)_handle.DangerousGetHandle() + offset;
    }

    private void ThrowIfReadOnly()
    {
        if (IsReadOnly)
            throw new InvalidOperationException($"{Memory} is attached read-only; attach it with write permission, or use GetReadOnlySpan");
    }
}
