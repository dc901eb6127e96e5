namespace Causeway.Cli.Tour.Mechanisms;

/// <summary>Blocks in shared memory: a fixed number of slots, each a length and room for one block, used in turn.</summary>
/// <remarks>
/// <code>
/// 0      head: 4096 bytes, whatever the station keeps there
/// 4096   slot 0: int length, 60 bytes unused, BlockBytes of payload
///        slot 1 …
/// </code>
/// Who may touch a slot is the station's to say, with its semaphores or its words. The length is loaded once, checked,
/// then used: the other process may write there at any time.
/// </remarks>
internal sealed class BlockSlots(MemoryMapping mapping)
{
    public const int BlockBytes = 256 * 1024;
    public const int Count = 4;
    public const int TotalBytes = HeadBytes + (Count * SlotBytes);
    private const int HeadBytes = 4096;
    private const int LengthBytes = 64;
    private const int SlotBytes = LengthBytes + BlockBytes;

    /// <summary>Fills a slot; an empty block says that none follows.</summary>
    public void Write(uint index, ReadOnlySpan<byte> block)
    {
        long slot = OffsetOf(index);
        block.CopyTo(mapping.GetSpan<byte>(slot + LengthBytes, BlockBytes));
        Volatile.Write(ref mapping.GetReference<int>(slot), block.Length);
    }

    /// <summary>Empties a slot into the buffer.</summary>
    /// <returns>The block's length; 0 when none follows.</returns>
    /// <exception cref="InvalidDataException">The length cannot be right.</exception>
    public int Read(uint index, Span<byte> buffer)
    {
        long slot = OffsetOf(index);
        int length = Volatile.Read(ref mapping.GetReference<int>(slot));
        if (length is < 0 or > BlockBytes)
            throw new InvalidDataException($"{mapping.Name}: a block says it has {length} bytes, and a slot holds {BlockBytes}");
        mapping.GetReadOnlySpan<byte>(slot + LengthBytes, length).CopyTo(buffer);
        return length;
    }

    private static long OffsetOf(uint index) => HeadBytes + (index % Count * (long)SlotBytes);
}
