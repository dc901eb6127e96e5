namespace Causeway.Tests.SharedMemory;

/// <summary>Copies into and out of mapped memory, of every length around the bounds between their ways.</summary>
public sealed class BlockCopyTests
{
    private const int Guard = 64;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(191)]
    [InlineData(192)]
    [InlineData(193)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(2175)]
    [InlineData(2176)]
    [InlineData(2177)]
    [InlineData(4096)]
    [InlineData(16383)]
    [InlineData(16384)]
    [InlineData(16385)]
    [InlineData(100_001)]
    public void WriteAndRead_AnyLength_CopyAllAndNothingBeside(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(length + (2 * Guard));
        mapping.Span.Fill(0xAA);

        mapping.Write(Guard, bytes);

        Assert.Equal(-1, mapping.ReadOnlySpan[..Guard].IndexOfAnyExcept((byte)0xAA));
        Assert.True(mapping.ReadOnlySpan.Slice(Guard, length).SequenceEqual(bytes));
        Assert.Equal(-1, mapping.ReadOnlySpan[(Guard + length)..(length + (2 * Guard))].IndexOfAnyExcept((byte)0xAA));
        byte[] read = new byte[length + 1];
        mapping.Read(Guard, read.AsSpan(0, length));
        Assert.True(read.AsSpan(0, length).SequenceEqual(bytes));
        Assert.Equal(0, read[length]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(64)]
    [InlineData(-64)]
    [InlineData(0)]
    public void Write_SourceOverlaps_CopiesWhatWasThere(int distance)
    {
        const int Length = 4096;
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(3 * Length);
        new Random(1).NextBytes(mapping.Span);
        byte[] before = mapping.ReadOnlySpan.Slice(Length, Length).ToArray();

        mapping.Write(Length + distance, mapping.ReadOnlySpan.Slice(Length, Length));

        Assert.True(mapping.ReadOnlySpan.Slice(Length + distance, Length).SequenceEqual(before));
    }

    [Fact]
    public void Lease_OutOfRange_RefusesAndCopiesNothing()
    {
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(4096);
        byte[] bytes = new byte[4096];
        bytes.AsSpan().Fill(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => WriteUnderLease(mapping, 1, bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReadUnderLease(mapping, -1, bytes));
        Assert.Equal(-1, mapping.ReadOnlySpan.IndexOfAnyExcept((byte)0));
        Assert.Equal(-1, bytes.AsSpan().IndexOfAnyExcept((byte)1));
    }

    private static void WriteUnderLease(MemoryMapping mapping, long offset, byte[] bytes)
    {
        using MappingLease lease = mapping.Lease();
        lease.Write(offset, bytes);
    }

    private static void ReadUnderLease(MemoryMapping mapping, long offset, byte[] bytes)
    {
        using MappingLease lease = mapping.Lease();
        lease.Read(offset, bytes);
    }
}
