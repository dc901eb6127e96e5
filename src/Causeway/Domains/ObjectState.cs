using System.Buffers.Binary;
using static Causeway.Domains.ObjectLayout;

namespace Causeway.Domains;

/// <summary>Header, word and cells of an object's file, copied out once by a system call: to look at, while others go on.</summary>
/// <remarks>Each word is one that was there; words beside it may be older or newer.</remarks>
internal readonly struct ObjectState
{
    private const int StampShift = 46;
    private const int LastShift = 39;
    private const int TurnShift = 32;
    private const ulong CellBits = 0x7F;
    private const ulong ValueBits = 0x7FFF_FFFF;

    private readonly byte[] _bytes;

    private ObjectState(byte[] bytes) => _bytes = bytes;

    /// <summary>The word as it is.</summary>
    public ulong Word => Load64(Word64);

    public int Value => (int)(Word & ValueBits);

    public bool HasWaiters => (Word >> 31 & 1) != 0;

    /// <summary>The cell that comes next; 0 for none.</summary>
    public int Turn => (int)(Word >> TurnShift & CellBits);

    public bool IsCollected => Load32(Collected32) != 0;

    private uint Stamp => (uint)(Word >> StampShift);

    private int Last => (int)(Word >> LastShift & CellBits);

    /// <summary>Copies it; what a shorter file lacks is zero.</summary>
    public static ObjectState Read(SafeFileDescriptor descriptor, string path)
    {
        byte[] bytes = new byte[Content];
        FileBytes.Read(descriptor, path, bytes, 0);
        return new ObjectState(bytes);
    }

    /// <summary>The header; null where the file does not begin as an object's does.</summary>
    public ObjectHeader? Header() => ObjectHeader.Read(_bytes);

    /// <summary>Whether nobody has entered the cell, or who did has left it in good order.</summary>
    public bool IsEmpty(int cell) => ProcessOf(cell) == 0 && HeldBy(cell) == 0 && Load64(Of(cell) + WaitingIn) == 0;

    public uint ProcessOf(int cell) => Load32(Of(cell) + ProcessIn);

    /// <summary>What it holds; a last change that nobody has settled counts.</summary>
    public uint HeldBy(int cell)
    {
        ulong pending = Load64(Of(cell) + PendingIn);
        bool unsettled = Last == cell && (uint)(pending >> 32) == Stamp;
        return (uint)(unsettled ? pending : Load64(Of(cell) + HeldIn));
    }

    /// <summary>How many of its threads, and how many of its asynchronous calls, wait.</summary>
    public (int Threads, int Asynchronous) WaitingOf(int cell)
    {
        ulong waiting = Load64(Of(cell) + WaitingIn);
        return ((int)(waiting & 0x7FFF), (int)(waiting >> 16 & 0x7FFF));
    }

    private static int Of(int cell) => Cells + ((cell - 1) * CellBytes);

    private uint Load32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(offset));

    private ulong Load64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(offset));
}
