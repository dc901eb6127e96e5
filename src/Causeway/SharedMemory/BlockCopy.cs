using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Causeway;

/// <summary>Copies blocks into and out of mappings.</summary>
/// <remarks>
/// The runtime hands what is longer than 2 KiB to libc: for a few KiB the call, and the string instruction behind it on many
/// processors, take longer than plain vector moves; for much more libc is faster. <c>causeway bench --only memfd</c> measures it.
/// </remarks>
internal static class BlockCopy
{
    private const int LeastBytes = 2048;
    private const int MostBytes = 16384;
    private const int Step = 128;

    /// <summary>Copies all of the source to the start of the destination, right too where they overlap.</summary>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public static void Copy(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int copied = 0;
        if (source.Length is > LeastBytes and <= MostBytes && Vector256.IsHardwareAccelerated && source.Length <= destination.Length && !source.Overlaps(destination))
            copied = CopyVectors(ref MemoryMarshal.GetReference(source), ref MemoryMarshal.GetReference(destination), source.Length);
        source[copied..].CopyTo(destination[copied..]);
    }

    /// <summary>Copies whole steps.</summary>
    /// <returns>How many bytes they were.</returns>
    private static int CopyVectors(ref byte from, ref byte to, int length)
    {
        // SAFETY: both have the length, and a step ends within it.
        nuint at = 0;
        for (nuint last = (nuint)(length - Step); at <= last; at += Step)
        {
            Vector256<byte> first = Vector256.LoadUnsafe(ref from, at);
            Vector256<byte> second = Vector256.LoadUnsafe(ref from, at + 32);
            Vector256<byte> third = Vector256.LoadUnsafe(ref from, at + 64);
            Vector256<byte> fourth = Vector256.LoadUnsafe(ref from, at + 96);
            first.StoreUnsafe(ref to, at);
            second.StoreUnsafe(ref to, at + 32);
            third.StoreUnsafe(ref to, at + 64);
            fourth.StoreUnsafe(ref to, at + 96);
        }

        return (int)at;
    }
}
