using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <content>The mapped bytes, and writing them back.</content>
public sealed unsafe partial class MemoryMapping
{
    /// <summary>All of it, to read and write.</summary>
    /// <exception cref="InvalidOperationException">Mapped to read only, or longer than a span can be: use <see cref="GetSpan{T}"/> for a part.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public Span<byte> Span => GetSpan<byte>(0, WholeLength());

    /// <summary>All of it, to read.</summary>
    /// <exception cref="InvalidOperationException">Longer than a span can be: use <see cref="GetReadOnlySpan{T}"/> for a part.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public ReadOnlySpan<byte> ReadOnlySpan => GetReadOnlySpan<byte>(0, WholeLength());

    /// <summary>Some elements, to read and write.</summary>
    /// <param name="offset">Where the first begins, in bytes: a multiple of <typeparamref name="T"/>'s alignment.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentException">Outside the mapping, or not aligned.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public Span<T> GetSpan<T>(long offset, int count)
        where T : unmanaged
    {
        ThrowIfReadOnly();
        return new Span<T>((void*)AddressOf<T>(offset, count), count);
    }

    /// <summary>Some elements, to read.</summary>
    /// <inheritdoc cref="GetSpan{T}" path="/param"/>
    /// <exception cref="ArgumentException">Outside the mapping, or not aligned.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public ReadOnlySpan<T> GetReadOnlySpan<T>(long offset, int count)
        where T : unmanaged => new((void*)AddressOf<T>(offset, count), count);

    /// <summary>One value in place, to read and write: for Volatile and Interlocked too.</summary>
    /// <param name="offset">Where it begins, in bytes: a multiple of <typeparamref name="T"/>'s alignment.</param>
    /// <exception cref="ArgumentException">Outside the mapping, or not aligned.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public ref T GetReference<T>(long offset)
        where T : unmanaged
    {
        ThrowIfReadOnly();
        return ref Unsafe.AsRef<T>((void*)AddressOf<T>(offset, 1));
    }

    /// <summary>One value in place, to read.</summary>
    /// <inheritdoc cref="GetReference{T}" path="/param"/>
    /// <exception cref="ArgumentException">Outside the mapping, or not aligned.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public ref readonly T GetReadOnlyReference<T>(long offset)
        where T : unmanaged => ref Unsafe.AsRef<T>((void*)AddressOf<T>(offset, 1));

    /// <summary>Writes what was changed to the file (msync(2)). Other mappings of it see changes without that.</summary>
    /// <param name="wait">Whether to return only when the storage has it (MS_SYNC); else it is only begun (MS_ASYNC).</param>
    /// <exception cref="SyscallException">EIO: the storage failed.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Flush(bool wait = true)
    {
        using HandleHold hold = new(_mapping);
        while (true)
        {
            int result = LibC.msync(hold.Value, (nuint)Length, wait ? LibC.MS_SYNC : LibC.MS_ASYNC);
            Errno error = Errno.Last;
            if (result == 0)
                return;
            if (error != Errno.EINTR)
                throw SyscallFailure.Create("msync", Name, error);
        }
    }

    /// <summary>Checks a range of aligned room in the mapping, for whoever holds the handle while using it.</summary>
    internal void ThrowIfOutside(long offset, long bytes, int alignment)
    {
        ObjectDisposedException.ThrowIf(_mapping.IsClosed, this);
        if (offset < 0 || bytes > Length || offset > Length - bytes)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"{bytes} bytes from there on are not within the mapping of \"{Name}\", {Length} bytes long.");
        if (offset % alignment != 0)
            throw new ArgumentException($"The offset {offset} must be a multiple of {alignment}.", nameof(offset));
    }

    /// <summary>Refuses to write where that would be SIGSEGV.</summary>
    internal void ThrowIfReadOnly()
    {
        if (!CanWrite)
            throw new InvalidOperationException($"\"{Name}\" is mapped to read only; map it with FileAccess.ReadWrite to write.");
    }

    // SAFETY: the range is inside the mapping, and aligned. That the mapping outlives what is made of the address is
    // the caller's part, as the type's remarks say.
    private nint AddressOf<T>(long offset, int count)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ThrowIfOutside(offset, (long)sizeof(T) * count, Alignment<T>.Bytes);
        return _mapping.DangerousGetHandle() + (nint)offset;
    }

    private int WholeLength() =>
        Length <= int.MaxValue ? (int)Length : throw new InvalidOperationException($"A span is at most {int.MaxValue} bytes long and \"{Name}\" has {Length}: take parts.");

    /// <summary>How C would align the type: what precedes it when it follows one byte.</summary>
    private static class Alignment<T>
        where T : unmanaged
    {
        public static readonly int Bytes = sizeof(AfterByte) - sizeof(T);

        [StructLayout(LayoutKind.Sequential)]
        private struct AfterByte
        {
            public byte Before;
            public T Value;
        }
    }
}
