using System.Buffers.Binary;
using Causeway.Liveness;
using static Causeway.Domains.ObjectLayout;

namespace Causeway.Domains;

/// <summary>Header, word and cells of an object's file, copied out once by a system call: to look at, while others go on.</summary>
/// <remarks>Each word is one that was there; words beside it may be older or newer.</remarks>
internal readonly struct ObjectState
{
    private readonly byte[] _bytes;

    private ObjectState(byte[] bytes) => _bytes = bytes;

    /// <summary>The word as it was.</summary>
    public Word Word => new(Load64(Word64));

    /// <summary>How many have taken part so far, until it wraps around.</summary>
    public uint People => Load32(People32);

    public bool IsCollected => Load32(Collected32) != 0;

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
    public bool IsEmpty(int cell) =>
        ProcessOf(cell) == 0 && HeldBy(cell) == 0 && Load64(Of(cell) + WaitingIn) == 0 && Load64(Of(cell) + DoorbellIn) == 0;

    public uint ProcessOf(int cell) => Load32(Of(cell) + ProcessIn);

    /// <summary>What it holds; a last change that nobody has settled counts.</summary>
    public uint HeldBy(int cell)
    {
        ulong pending = Load64(Of(cell) + PendingIn);
        bool unsettled = Word.Last == cell && (uint)(pending >> 32) == Word.Stamp;
        return (uint)(unsettled ? pending : Load64(Of(cell) + HeldIn));
    }

    /// <summary>Who of it waits.</summary>
    public Liveness.Waiting WaitingOf(int cell) => new(Load64(Of(cell) + WaitingIn));

    private static int Of(int cell) => Cells + ((cell - 1) * CellBytes);

    private uint Load32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(offset));

    private ulong Load64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(offset));
}
