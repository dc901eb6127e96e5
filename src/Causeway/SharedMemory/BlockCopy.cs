using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Causeway;

/// <summary>Copies blocks into and out of mappings.</summary>
/// <remarks>
/// Between a few lines and a few pages plain vector moves whose stores begin at a line are the fastest: the runtime's copy stores across
/// two lines where the destination does not begin at one, as behind a record's header, and hands what is longer than 2 KiB to libc, whose
/// string instruction takes its time to begin. For much more libc is faster. <c>causeway bench --only memfd --only connection-kilobyte</c> measures it.
/// </remarks>
internal static class BlockCopy
{
    private const int LeastBytes = 128;
    private const int MostBytes = 16384;
    private const int Line = 64;

    /// <summary>Copies all of the source to the start of the destination, right too where they overlap.</summary>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public static void Copy(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (IsByLines(source.Length) && source.Length <= destination.Length && !source.Overlaps(destination))
            CopyLines(ref MemoryMarshal.GetReference(source), ref MemoryMarshal.GetReference(destination), (nuint)source.Length);
        else
            source.CopyTo(destination);
    }

    /// <summary>Whether <see cref="CopyLines"/> is the fastest, and may be called.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsByLines(int length) => Vector256.IsHardwareAccelerated && length is >= LeastBytes and <= MostBytes;

    /// <summary>
    /// Copies two lines or more: the first and the last by moves that may overlap with those between, which end at the destination's lines. Where source and
    /// destination overlap, what is there then is neither.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyLines(ref byte from, ref byte to, nuint length)
    {
        // SAFETY: both have the length; each step lies within it, as it begins 1 to 64 bytes after the start and ends before the last line's end.
        nuint last = length - Line;
        Move(ref from, ref to, 0);
        for (nuint at = Line - (Address(ref to) & (Line - 1)); at < last; at += Line)
            Move(ref from, ref to, at);
        Move(ref from, ref to, last);
    }

    /// <summary>Whether <see cref="CopyLine"/> may be called: up to a line, and not a few bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsALine(int length) => Vector256.IsHardwareAccelerated && length is >= Line / 2 and <= Line;

    /// <summary>Copies half a line to a line, by two moves that may overlap: the call of the runtime's copy costs more than those.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyLine(ref byte from, ref byte to, nuint length)
    {
        // SAFETY: both have the length, and the second move ends where they do.
        nuint last = length - (Line / 2);
        Vector256<byte> first = Vector256.LoadUnsafe(ref from);
        Vector256<byte> second = Vector256.LoadUnsafe(ref from, last);
        first.StoreUnsafe(ref to);
        second.StoreUnsafe(ref to, last);
    }

    /// <summary>Copies one line's bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move(ref byte from, ref byte to, nuint at)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512.LoadUnsafe(ref from, at).StoreUnsafe(ref to, at);
            return;
        }

        Vector256<byte> first = Vector256.LoadUnsafe(ref from, at);
        Vector256<byte> second = Vector256.LoadUnsafe(ref from, at + 32);
        first.StoreUnsafe(ref to, at);
        second.StoreUnsafe(ref to, at + 32);
    }

    /// <summary>Only for its lowest bits: the collector may move what it is of, and then the copy is slower but no less right.</summary>
    private static unsafe nuint Address(ref byte of) => (nuint)Unsafe.AsPointer(ref of);
}
