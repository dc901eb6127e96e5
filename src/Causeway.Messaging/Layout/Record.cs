using System.Runtime.CompilerServices;

namespace Causeway.Messaging.Layout;

/// <summary>A record of a ring: one word that says what it is, a reserved one, the payload, padded to 8.</summary>
internal static class Record
{
    /// <summary>The word, and the reserved one after it.</summary>
    public const int HeaderBytes = 8;

    /// <summary>No record yet.</summary>
    public const uint None = 0;

    /// <summary>The kinds, in the word's lowest two bits.</summary>
    public const uint Message = 1;
    public const uint End = 2;
    public const uint KindMask = 3;

    /// <summary>Where the payload's length stands in the word.</summary>
    public const int LengthShift = 2;

    /// <summary>The longest payload: half the ring, so that one fits whatever lies there and the reader can be at the next already.</summary>
    public static int LongestIn(int ringBytes) => (ringBytes / 2) - HeaderBytes;

    /// <summary>The word of a message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MessageWord(int length) => Message | ((uint)length << LengthShift);

    /// <summary>The payload's length, as the word says: 0 to 2³⁰ - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LengthOf(uint word) => (int)(word >> LengthShift);

    /// <summary>From one record to the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Stride(int length) => ((uint)length + HeaderBytes + 7) & ~7u;
}
