using System.Buffers.Binary;

namespace Crash.Tests.Connections;

/// <summary>Messages that their number alone decides, length and bytes. tests/Peers/connection_storm.c has the same.</summary>
internal static class Numbered
{
    private const ulong OfNumber = 0x9E37_79B9_7F4A_7C15;
    private const ulong OfWord = 0xC2B2_AE3D_27D4_EB4F;
    private const uint MostOfShort = 64;

    /// <summary>How long a message is: short, one in sixteen anything up to the longest.</summary>
    public static int LengthOf(long number, int longest)
    {
        uint mixed = (uint)((((ulong)number + 1) * OfNumber) >> 32);
        uint most = (mixed & 15) == 0 ? (uint)longest : Math.Min(MostOfShort, (uint)longest);
        return (int)((mixed >> 4) % (most + 1));
    }

    /// <summary>Writes the bytes of a message, or some from the middle of it.</summary>
    public static void Fill(Span<byte> bytes, long number, long from = 0)
    {
        while (!bytes.IsEmpty && from % 8 != 0)
        {
            bytes[0] = ByteOf(number, from++);
            bytes = bytes[1..];
        }

        for (; bytes.Length >= 8; bytes = bytes[8..], from += 8)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, WordOf(number, from / 8));
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = ByteOf(number, from + i);
    }

    /// <summary>Whether they are the bytes of that message.</summary>
    public static bool AreOf(ReadOnlySpan<byte> bytes, long number, long from = 0)
    {
        while (!bytes.IsEmpty && from % 8 != 0)
        {
            if (bytes[0] != ByteOf(number, from++))
                return false;
            bytes = bytes[1..];
        }

        for (; bytes.Length >= 8; bytes = bytes[8..], from += 8)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != WordOf(number, from / 8))
                return false;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != ByteOf(number, from + i))
                return false;
        }

        return true;
    }

    private static ulong WordOf(long number, long word) => unchecked((((ulong)number + 1) * OfNumber) + ((ulong)word * OfWord));

    private static byte ByteOf(long number, long index) => (byte)(WordOf(number, index / 8) >> (int)(8 * (index % 8)));
}
