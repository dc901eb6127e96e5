using System.Buffers.Binary;

namespace Causeway.Messaging.Meeting;

/// <summary>What the accepting side answers. Where the status is Ok the memory comes along, and after it its eventfd where both are of the same user.</summary>
/// <remarks>
/// <code>
///  0        8         12       16     20      24           32
///  | CWAYMEET | version | status | mode | flags | ring bytes |     little endian
/// </code>
/// Version and status stand there in every version.
/// </remarks>
internal readonly record struct Welcome(uint Version, MeetingStatus Status, uint Mode, MeetingFlags Flags, ulong RingBytes)
{
    /// <summary>The length of the message.</summary>
    public const int Bytes = 32;

    /// <summary>Nothing comes of it.</summary>
    public static Welcome Refusal(MeetingStatus status) => new(Hello.CurrentVersion, status, 0, MeetingFlags.None, 0);

    /// <summary>Writes it.</summary>
    public byte[] ToBytes()
    {
        byte[] message = new byte[Bytes];
        BinaryPrimitives.WriteUInt64LittleEndian(message, Hello.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(12), (uint)Status);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(16), Mode);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(20), (uint)Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(24), RingBytes);
        return message;
    }

    /// <summary>Reads one.</summary>
    /// <returns>False where it is none. Of a refusal, and of another version, only version and status count.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out Welcome welcome)
    {
        welcome = default;
        if (message.Length < 16 || BinaryPrimitives.ReadUInt64LittleEndian(message) != Hello.Magic)
            return false;
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(message[8..]);
        var status = (MeetingStatus)BinaryPrimitives.ReadUInt32LittleEndian(message[12..]);
        welcome = new Welcome(version, status, 0, MeetingFlags.None, 0);
        if (version != Hello.CurrentVersion || status != MeetingStatus.Ok)
            return true;
        if (message.Length != Bytes)
            return false;
        welcome = new Welcome(
            version,
            status,
            BinaryPrimitives.ReadUInt32LittleEndian(message[16..]),
            (MeetingFlags)BinaryPrimitives.ReadUInt32LittleEndian(message[20..]),
            BinaryPrimitives.ReadUInt64LittleEndian(message[24..]));
        return true;
    }
}
