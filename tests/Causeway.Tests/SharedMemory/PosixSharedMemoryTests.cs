namespace Causeway.Tests.SharedMemory;

public sealed class PosixSharedMemoryTests : IDisposable
{
    private readonly string _name = KernelName.Next();

    public void Dispose() => PosixSharedMemory.TryDelete(_name);

    [Theory]
    [InlineData("")]
    [InlineData("noslash")]
    [InlineData("/")]
    [InlineData("/.")]
    [InlineData("/..")]
    [InlineData("/a/b")]
    public void AnyVerb_ImpossibleName_IsRefusedBeforeTheCall(string name)
    {
        Assert.ThrowsAny<ArgumentException>(() => PosixSharedMemory.Create(name, 1));
        Assert.ThrowsAny<ArgumentException>(() => PosixSharedMemory.Open(name));
        Assert.ThrowsAny<ArgumentException>(() => PosixSharedMemory.OpenOrCreate(name, 1));
        Assert.ThrowsAny<ArgumentException>(() => PosixSharedMemory.Delete(name));
    }

    [Fact]
    public void Create_NameOf255Bytes_Works_And256_IsRefused()
    {
        string longest = _name.PadRight(256, 'x');
        PosixSharedMemory.Create(longest, 0).Dispose();
        PosixSharedMemory.Delete(longest);

        Assert.Throws<ArgumentException>("name", () => PosixSharedMemory.Create(longest + "x", 0));
    }

    [Fact]
    public void Open_NoSuchObject_IsEnoentAndSaysWhatToDo()
    {
        var failure = Assert.Throws<SyscallException>(() => PosixSharedMemory.Open(_name));

        Assert.Equal(Errno.ENOENT, failure.Errno);
        Assert.Contains("PosixSharedMemory.Create", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_Exists_IsEexist_AndOpenOrCreateKeepsItsSize()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 5000);

        Assert.Equal(Errno.EEXIST, Assert.Throws<SyscallException>(() => PosixSharedMemory.Create(_name, 1)).Errno);
        using PosixSharedMemory again = PosixSharedMemory.OpenOrCreate(_name, 1);
        Assert.Equal(5000, again.SizeBytes);
    }

    [Fact]
    public void Create_MoreThanThereIs_IsEnospcAndLeavesNoName()
    {
        var failure = Assert.Throws<SyscallException>(() => PosixSharedMemory.Create(_name, 1L << 50));

        Assert.Equal(Errno.ENOSPC, failure.Errno);
        Assert.Equal("fallocate", failure.Operation);
        Assert.False(PosixSharedMemory.TryDelete(_name));
    }

    [Fact]
    public void Reserve_MoreThanThereIs_IsEnospcAndChangesNothing()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 4096);

        Assert.Equal(Errno.ENOSPC, Assert.Throws<SyscallException>(() => memory.Reserve(0, 1L << 50)).Errno);
        Assert.Equal(4096, memory.SizeBytes);
    }

    [Fact]
    public void Resize_GrowsWithZeroes_SparseAsFarAsOneLikes_AndShrinks()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 0);
        memory.Resize(1L << 40);
        Assert.Equal(1L << 40, memory.SizeBytes);
        memory.Resize(4096);
        using (MemoryMapping mapping = MemoryMapping.Map(memory))
            mapping.Span[4095] = 7;
        memory.Resize(4000);
        memory.Resize(4096);
        using MemoryMapping again = MemoryMapping.Map(memory);
        Assert.Equal(0, again.Span[4095]);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Resize(-1));
    }

    [Fact]
    public void Reserve_BeyondTheEnd_Lengthens()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 0);
        memory.Reserve(0, 8192);
        Assert.Equal(8192, memory.SizeBytes);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Reserve(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Reserve(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Reserve(2, long.MaxValue));
    }

    [Fact]
    public void Resize_OpenedToRead_SaysSo()
    {
        PosixSharedMemory.Create(_name, 4096).Dispose();
        using PosixSharedMemory memory = PosixSharedMemory.Open(_name, FileAccess.Read);

        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => memory.Resize(1)).Errno);
        Assert.Equal(Errno.EBADF, Assert.Throws<SyscallException>(() => memory.Reserve(0, 1)).Errno);
        Assert.Throws<UnauthorizedAccessException>(() => MemoryMapping.Map(memory));
        using MemoryMapping mapping = MemoryMapping.Map(memory, FileAccess.Read);
        Assert.Equal(0, mapping.ReadOnlySpan[4095]);
    }

    [Fact]
    public async Task OpenOrCreate_ManyAtOnce_AllGetTheSameObject()
    {
        const int Openers = 8;
        for (int round = 0; round < 50; round++)
        {
            PosixSharedMemory[] opened = await Task.WhenAll(Enumerable.Range(0, Openers).Select(_ => Task.Run(() => PosixSharedMemory.OpenOrCreate(_name, 4096))));
            opened[0].Resize(round);

            Assert.All(opened, one => Assert.Equal(round, one.SizeBytes));
            Array.ForEach(opened, one => one.Dispose());
            PosixSharedMemory.Delete(_name);
        }
    }

    [Fact]
    public void Open_ToWriteOnly_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>("access", () => PosixSharedMemory.Open(_name, FileAccess.Write));

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.None)]
    public void Create_AnyUmask_PermissionsAreExact(UnixFileMode permissions)
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 1, permissions);

        Assert.Equal((uint)permissions, FileStatus.Of(memory.Descriptor, _name).Mode);
    }

    [Fact]
    public void Delete_WhileMapped_TheMemoryStays_AndTheNameIsGone()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 4096);
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        PosixSharedMemory.Delete(_name);

        mapping.Span[0] = 1;

        Assert.Equal(1, mapping.Span[0]);
        Assert.False(PosixSharedMemory.TryDelete(_name));
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => PosixSharedMemory.Delete(_name)).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => PosixSharedMemory.Open(_name)).Errno);
    }

    [Fact]
    public void AnyCall_AfterDispose_Throws()
    {
        PosixSharedMemory memory = PosixSharedMemory.Create(_name, 4096);
        memory.Dispose();

        Assert.Throws<ObjectDisposedException>(() => memory.SizeBytes);
        Assert.Throws<ObjectDisposedException>(() => memory.Resize(1));
        Assert.Throws<ObjectDisposedException>(() => MemoryMapping.Map(memory));
    }
}
