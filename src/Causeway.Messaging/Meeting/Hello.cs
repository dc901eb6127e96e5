using System.Buffers.Binary;

namespace Causeway.Messaging.Meeting;

/// <summary>What a connector says first. Its eventfd comes along where both are of the same user.</summary>
/// <remarks>
/// <code>
///  0        8         12     16           24      28      32
///  | CWAYMEET | version | mode | ring bytes | flags |   0   |     little endian
/// </code>
/// Ring bytes 0: the listener's choice. Flags: bit 0, registered with membarrier(2); bit 1, the eventfd is attached.
/// </remarks>
internal readonly record struct Hello(uint Version, uint Mode, ulong RingBytes, MeetingFlags Flags)
{
    /// <summary>The length of the message.</summary>
    public const int Bytes = 32;

    /// <summary>"CWAYMEET".</summary>
    public const ulong Magic = 0x5445_454D_5941_5743;

    /// <summary>The version that is spoken here.</summary>
    public const uint CurrentVersion = 1;

    /// <summary>Writes it.</summary>
    public byte[] ToBytes()
    {
        byte[] message = new byte[Bytes];
        BinaryPrimitives.WriteUInt64LittleEndian(message, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(12), Mode);
        BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(16), RingBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(24), (uint)Flags);
        return message;
    }

    /// <summary>Reads one.</summary>
    /// <returns>False where it is none. Of another version only the version counts: it may be of another length.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out Hello hello)
    {
        hello = default;
        if (message.Length < 12 || BinaryPrimitives.ReadUInt64LittleEndian(message) != Magic)
            return false;
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(message[8..]);
        hello = new Hello(version, 0, 0, MeetingFlags.None);
        if (version != CurrentVersion)
            return true;
        if (message.Length != Bytes)
            return false;
        hello = new Hello(
            version,
            BinaryPrimitives.ReadUInt32LittleEndian(message[12..]),
            BinaryPrimitives.ReadUInt64LittleEndian(message[16..]),
            (MeetingFlags)BinaryPrimitives.ReadUInt32LittleEndian(message[24..]));
        return true;
    }
}
