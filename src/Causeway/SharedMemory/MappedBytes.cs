using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Causeway;

/// <summary>Where mapped bytes are and how many may be touched: the checks of every span and reference into them.</summary>
/// <remarks>
/// That the bytes stay mapped as long as what is made of them is the part of whoever asks: a lease sees to it.
/// </remarks>
/// <param name="Address">Of the first.</param>
/// <param name="Length">All of them.</param>
/// <param name="Readable">The length, or -1 where none may be read.</param>
/// <param name="Writable">The length, or -1 where none may be written.</param>
internal readonly record struct MappedBytes(nint Address, long Length, long Readable, long Writable)
{
    /// <summary>Of this address, for these rights.</summary>
    public static MappedBytes At(nint address, long length, bool canRead, bool canWrite) =>
        new(address, length, canRead ? length : -1, canWrite ? length : -1);

    /// <summary>The same length, where nothing may be touched any more.</summary>
    public MappedBytes Gone => new(0, Length, -1, -1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe Span<T> Writing<T>(string name, long offset, int count)
        where T : unmanaged
    {
        if (!Holds<T>(Writable, offset, count))
            throw Refusal<T>(name, toWrite: true, offset, count);

        // SAFETY: inside the mapping, and aligned.
        return new Span<T>((void*)(Address + (nint)offset), count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ReadOnlySpan<T> Reading<T>(string name, long offset, int count)
        where T : unmanaged
    {
        if (!Holds<T>(Readable, offset, count))
            throw Refusal<T>(name, toWrite: false, offset, count);
        return new ReadOnlySpan<T>((void*)(Address + (nint)offset), count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ref T Reference<T>(string name, long offset)
        where T : unmanaged
    {
        if (!Holds<T>(Writable, offset, 1))
            throw Refusal<T>(name, toWrite: true, offset, 1);
        return ref Unsafe.AsRef<T>((void*)(Address + (nint)offset));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ref readonly T ReadOnlyReference<T>(string name, long offset)
        where T : unmanaged
    {
        if (!Holds<T>(Readable, offset, 1))
            throw Refusal<T>(name, toWrite: false, offset, 1);
        return ref Unsafe.AsRef<T>((void*)(Address + (nint)offset));
    }

    /// <summary>The length of one span over all of it.</summary>
    /// <exception cref="InvalidOperationException">Longer than a span can be.</exception>
    public int WholeLength(string name) =>
        Length <= int.MaxValue ? (int)Length : throw new InvalidOperationException($"A span is at most {int.MaxValue} bytes long and \"{name}\" has {Length}: take parts.");

    /// <summary>Refuses a range that is not all inside, or begins at no multiple of the alignment.</summary>
    public void ThrowIfOutside(string name, long offset, long bytes, int alignment)
    {
        ObjectDisposedException.ThrowIf(Address == 0, typeof(MemoryMapping));
        if (offset < 0 || bytes < 0 || offset > Length - bytes)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"{Counted.Of(bytes, "byte")} from there on would not be within the mapping of \"{name}\", {Counted.Of(Length, "byte")} long.");
        if (offset % alignment != 0)
            throw new ArgumentException($"The offset {offset} must be a multiple of {alignment}.", nameof(offset));
    }

    // A limit of -1 is below every offset, so that one comparison tells the end, the rights and a disposed mapping.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Holds<T>(long limit, long offset, int count)
        where T : unmanaged =>
        offset >= 0 && count >= 0 && offset <= limit - ((long)Unsafe.SizeOf<T>() * count) && (offset & (Alignment<T>() - 1)) == 0;

    /// <summary>How C would align the type: what precedes it when it follows one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Alignment<T>()
        where T : unmanaged => Unsafe.SizeOf<AfterByte<T>>() - Unsafe.SizeOf<T>();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Exception Refusal<T>(string name, bool toWrite, long offset, int count)
        where T : unmanaged
    {
        if (Address == 0)
            return new ObjectDisposedException(nameof(MemoryMapping), $"The mapping of \"{name}\" was disposed.");
        if ((toWrite ? Writable : Readable) < 0)
            return NotAllowed(name, toWrite);
        if (count < 0)
            return new ArgumentOutOfRangeException(nameof(count), count, "0 or more.");
        long bytes = (long)Unsafe.SizeOf<T>() * count;
        return offset < 0 || offset > Length - bytes
            ? new ArgumentOutOfRangeException(nameof(offset), offset, $"{Counted.Of(bytes, "byte")} from there on would not be within the mapping of \"{name}\", {Counted.Of(Length, "byte")} long.")
            : new ArgumentException($"The offset {offset} must be a multiple of {Alignment<T>()}, the alignment of {typeof(T).Name}.", nameof(offset));
    }

    /// <summary>What says that the protection does not allow an access that would be SIGSEGV.</summary>
    public static InvalidOperationException NotAllowed(string name, bool toWrite) => toWrite
        ? new($"\"{name}\" is mapped to read only: map or attach it to read and write, or give it that right with Protect.")
        : new($"\"{name}\" is mapped so that it cannot be read: give it that right with Protect.");

    [StructLayout(LayoutKind.Sequential)]
    private struct AfterByte<T>
        where T : unmanaged
    {
        public byte Before;
        public T Value;
    }
}
