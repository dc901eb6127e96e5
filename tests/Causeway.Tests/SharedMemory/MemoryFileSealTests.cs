namespace Causeway.Tests.SharedMemory;

public sealed class MemoryFileSealTests
{
    private const int Page = 4096;
    private const MemoryFileSeals Writing = MemoryFileSeals.Write | MemoryFileSeals.FutureWrite;

    [Fact]
    public void EverySetOfSeals_ForbidsExactlyWhatItSays()
    {
        for (int set = 0; set < 32; set++)
        {
            MemoryFileSeals seals = (MemoryFileSeals)set;
            Check(seals, MemoryFileSeals.Shrink, file => file.Resize(Page));
            Check(seals, MemoryFileSeals.Grow, file => file.Resize(3 * Page));
            Check(seals, MemoryFileSeals.Grow, file => file.Reserve(2 * Page, Page));
            Check(seals, Writing, file => file.Write("x"u8, 0));
            Check(seals, Writing | MemoryFileSeals.Grow, file => file.Write("x"u8, 2 * Page));
            Check(seals, Writing, file => file.Release(0, Page));
            Check(seals, Writing, file => file.Map().Dispose());
            Check(seals, MemoryFileSeals.None, file => file.Map(new MappingOptions { Sharing = MappingSharing.Private }).Dispose());
            Check(seals, MemoryFileSeals.Seal, file => file.AddSeals(MemoryFileSeals.Grow));

            // Before 6.7 a kernel refuses what it could not forbid to be made writable later.
            if (!seals.HasFlag(MemoryFileSeals.Write))
                Check(seals, MemoryFileSeals.None, file => file.Map(FileAccess.Read).Dispose());
        }
    }

    [Fact]
    public void SealWrite_WhileMappedToWrite_IsEbusy_AndFutureWriteIsNot()
    {
        using MemoryFile file = MemoryFile.Create("sealed", Page);
        MemoryMapping mapping = file.Map();
        var busy = Assert.Throws<SyscallException>(() => file.AddSeals(MemoryFileSeals.Write));
        Assert.Equal(Errno.EBUSY, busy.Errno);
        Assert.Contains("FutureWrite", busy.Message, StringComparison.Ordinal);

        file.AddSeals(MemoryFileSeals.FutureWrite);
        mapping.Span[0] = 5;
        byte[] first = new byte[1];
        Assert.Equal((1, 5), (file.Read(first, 0), first[0]));
        Assert.Equal(Errno.EPERM, Assert.Throws<SyscallException>(() => file.Map()).Errno);

        mapping.Dispose();
        file.AddSeals(MemoryFileSeals.Write);
        Assert.Equal(MemoryFileSeals.Write | MemoryFileSeals.FutureWrite, file.Seals & ~MemoryFileSeals.Exec);
    }

    [Fact]
    public void AddSeals_OpenedToRead_IsEperm()
    {
        using MemoryFile file = MemoryFile.Create("sealed", Page);
        using MemoryFile reader = MemoryFile.OpenOfProcess(Environment.ProcessId, file.Descriptor.Number, FileAccess.Read);
        Assert.Equal(Errno.EPERM, Assert.Throws<SyscallException>(() => reader.AddSeals(MemoryFileSeals.Shrink)).Errno);
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => reader.Resize(1)).Errno);
        Assert.Equal(Errno.EBADF, Assert.Throws<SyscallException>(() => reader.Write("x"u8, 0)).Errno);
        Assert.Throws<UnauthorizedAccessException>(() => reader.Map());
    }

    [Fact]
    public void MapSealed_UnlessSealedAndLongEnough_IsRefused()
    {
        using MemoryFile file = MemoryFile.Create("sealed", Page);
        Assert.Contains("Shrink", Assert.Throws<InvalidDataException>(() => file.MapSealed(Page)).Message, StringComparison.Ordinal);
        file.AddSeals(MemoryFileSeals.Shrink);
        Assert.Contains("4096 bytes, and 4097", Assert.Throws<InvalidDataException>(() => file.MapSealed(Page + 1)).Message, StringComparison.Ordinal);
        Assert.Contains("Grow, Write is missing", Assert.Throws<InvalidDataException>(() => file.MapSealed(Page, FileAccess.Read, MemoryFileSeals.Grow | MemoryFileSeals.Write)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("lengthBytes", () => file.MapSealed(0));

        using MemoryMapping mapping = file.MapSealed(Page);
        Assert.Equal(Errno.EPERM, Assert.Throws<SyscallException>(() => file.Resize(0)).Errno);
        mapping.Span[Page - 1] = 1;
    }

    [Fact]
    public void MapSealed_SealedAgainstWriting_IsReadOnEveryKernel()
    {
        using MemoryFile file = MemoryFile.Create("sealed", Page);
        file.Write("fixed"u8, 0);
        file.AddSeals(MemoryFileSeals.Shrink | MemoryFileSeals.Write);

        using MemoryMapping mapping = file.MapSealed(5, FileAccess.Read, MemoryFileSeals.Write);
        Assert.Equal("fixed"u8, mapping.ReadOnlySpan);
        Assert.Equal(Errno.EPERM, Assert.Throws<SyscallException>(() => file.MapSealed(5)).Errno);
    }

    /// <summary>One operation on a new file of two pages with these seals: EPERM exactly where one of the forbidding ones is on.</summary>
    private static void Check(MemoryFileSeals seals, MemoryFileSeals forbidding, Action<MemoryFile> operation)
    {
        using MemoryFile file = MemoryFile.Create("sealed", 2 * Page);
        file.AddSeals(seals);
        Errno? failure = (Record.Exception(() => operation(file)) as SyscallException)?.Errno;
        Assert.Equal((seals, forbidding, (seals & forbidding) != MemoryFileSeals.None ? Errno.EPERM : null), (seals, forbidding, failure));
    }
}
