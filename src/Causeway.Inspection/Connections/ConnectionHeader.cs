using System.Buffers.Binary;
using Causeway.Messaging.Layout;

namespace Causeway.Inspection.Connections;

/// <summary>The first page of a connection's memory, copied once.</summary>
internal readonly ref struct ConnectionHeader
{
    /// <summary>Up to the end of the control words.</summary>
    public const int Bytes = RingLayout.Control + 2 * RingLayout.ControlStride;

    private readonly ReadOnlySpan<byte> _page;

    public ConnectionHeader(ReadOnlySpan<byte> page) => _page = page;

    /// <summary>Whether it begins as a connection's does.</summary>
    public bool IsOne => Load64(RingLayout.Magic64) == RingLayout.Magic;

    public uint Version => Load32(RingLayout.Version32);

    public SharedConnectionMode Carries => (SharedConnectionMode)Load32(RingLayout.Mode32);

    /// <summary>The size of a ring; null where that is none, or the file has another size.</summary>
    /// <param name="fileBytes">The size of the file; null where it is not known.</param>
    public int? RingBytes(long? fileBytes) =>
        Load64(RingLayout.RingBytes64) is <= RingLayout.MostRingBytes and var ring && RingLayout.IsRingSize((long)ring) && (fileBytes is null || fileBytes == RingLayout.TotalBytes((int)ring)) ? (int)ring : null;

    /// <summary>Whether it is of this version and says nothing that cannot be.</summary>
    /// <param name="fileBytes">The size of the file; null where it is not known.</param>
    public bool IsUnderstood(long? fileBytes) =>
        Version == RingLayout.Version && Carries is SharedConnectionMode.Messages or SharedConnectionMode.Stream && RingBytes(fileBytes) is not null;

    /// <summary>Who accepted, and who connected, by the acceptor's word; 0 where it says none.</summary>
    public int Acceptor => Math.Max(0, (int)Load32(RingLayout.Acceptor32));

    public int Connector => Math.Max(0, (int)Load32(RingLayout.Connector32));

    /// <summary>Where both met; null where it is not told.</summary>
    public string? Name
    {
        get
        {
            ReadOnlySpan<byte> name = _page.Slice(RingLayout.Name, RingLayout.NameBytes);
            int end = name.IndexOf((byte)0);
            return end <= 0 ? null : ByteFields.Text(name[..end]);
        }
    }

    public bool IsClosed(int direction) => Load32(Control(direction) + RingLayout.Closed32) == 1;

    public bool IsReceiverAsleep(int direction) => IsAsleep(Load32(Control(direction) + RingLayout.Reader32));

    public bool IsSenderAsleep(int direction) => IsAsleep(Load32(Control(direction) + RingLayout.Writer32));

    private static bool IsAsleep(uint word) => word is WaitingWord.Asleep or WaitingWord.Bell;

    private static int Control(int direction) => RingLayout.Control + direction * RingLayout.ControlStride;

    private uint Load32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_page[offset..]);

    private ulong Load64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_page[offset..]);
}
