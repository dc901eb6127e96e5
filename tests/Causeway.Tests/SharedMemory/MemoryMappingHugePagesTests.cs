namespace Causeway.Tests.SharedMemory;

/// <summary>Huge pages, used where the machine has free ones.</summary>
public sealed class MemoryMappingHugePagesTests
{
    [Fact]
    public void CreateAnonymous_HugePagesThatAreNotThere_SaysWhatThePoolHas()
    {
        SyscallException refused = Assert.Throws<SyscallException>(() => MemoryMapping.CreateAnonymous(1L << 45, hugePageBytes: 0));
        Assert.Equal(Errno.ENOMEM, refused.Errno);
        Assert.Contains("huge pages", refused.Message, StringComparison.Ordinal);
        Assert.Contains("nr_hugepages", refused.Message, StringComparison.Ordinal);
        refused = Assert.Throws<SyscallException>(() => MemoryMapping.CreateAnonymous(4096, hugePageBytes: 1L << 27));
        Assert.Contains("no huge pages of 134217728 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => MemoryMapping.CreateAnonymous(4096, hugePageBytes: 3));
    }

    [HugePagesFact]
    public void CreateAnonymous_OfHugePages_IsWholeOnes()
    {
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(5, hugePageBytes: 0);
        Assert.True(mapping.PageBytes > Environment.SystemPageSize);
        Assert.Equal(mapping.PageBytes, mapping.Length);
        mapping.Span[^1] = 1;
        Assert.Throws<ArgumentException>("offset", () => mapping.Advise(MemoryAdvice.DontNeed, Environment.SystemPageSize, Environment.SystemPageSize));
        mapping.Protect(MappingProtection.Read);
    }

    [HugePagesFact]
    public void Map_PartOfAFileOfHugePages_IsUnmappedWhole()
    {
        string name = KernelName.Next()[1..];
        using (MemoryFile file = MemoryFile.Create(name, HugePagePool.UsualBytes(), new MemoryFileOptions { HugePageBytes = 0 }))
        using (MemoryMapping mapping = MemoryMapping.Map(file.Descriptor, lengthBytes: 100))
        {
            mapping.Span[99] = 1;
            Assert.Equal(HugePagePool.UsualBytes(), mapping.PageBytes);
            Assert.Contains(name, File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);
            mapping.Populate();
            mapping.Advise(MemoryAdvice.DontDump);
            mapping.Advise(MemoryAdvice.DontNeed);
        }

        Assert.DoesNotContain(name, File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);
    }
}
