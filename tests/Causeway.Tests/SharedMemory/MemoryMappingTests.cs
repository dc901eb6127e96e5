using System.Runtime.InteropServices;

namespace Causeway.Tests.SharedMemory;

public sealed class MemoryMappingTests : IDisposable
{
    private static readonly int s_page = Environment.SystemPageSize;
    private readonly string _path = Path.Combine(Path.GetTempPath(), KernelName.Next()[1..]);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void CreateFile_MapsAllOfIt_AndTheFileHasWhatIsWritten()
    {
        using MemoryMapping mapping = MemoryMapping.CreateFile(_path, 10000, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        mapping.Span[9999] = 42;
        mapping.Flush();
        mapping.Flush(wait: false);

        Assert.Equal(10000, mapping.Length);
        Assert.Equal(42, File.ReadAllBytes(_path)[9999]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite, File.GetUnixFileMode(_path));
        Assert.Equal(Errno.EEXIST, Assert.Throws<SyscallException>(() => MemoryMapping.CreateFile(_path, 1)).Errno);
    }

    [Fact]
    public void Path_WithNul_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => MemoryMapping.CreateFile(_path + "\0x", 1));
        Assert.Throws<ArgumentException>(() => MemoryMapping.OpenFile(_path + "\0x"));
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void CreateFile_MoreThanThereIs_LeavesNoFile()
    {
        string path = "/dev/shm" + KernelName.Next();

        Assert.Equal(Errno.ENOSPC, Assert.Throws<SyscallException>(() => MemoryMapping.CreateFile(path, 1L << 50)).Errno);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void OpenFile_NoSuchFile_IsEnoent() =>
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => MemoryMapping.OpenFile(_path)).Errno);

    [Fact]
    public void OpenFile_Shared_SeesAndIsSeen_Private_IsNot()
    {
        File.WriteAllText(_path, "hello");
        using MemoryMapping shared = MemoryMapping.OpenFile(_path);
        using MemoryMapping apart = MemoryMapping.OpenFile(_path, sharing: MappingSharing.Private);

        apart.Span[0] = (byte)'J';
        shared.Span[4] = (byte)'y';

        Assert.Equal("helly", File.ReadAllText(_path));
        Assert.Equal((byte)'J', apart.Span[0]);
    }

    [Fact]
    public void OpenFile_BeyondItsEnd_IsRefusedInsteadOfSigbus()
    {
        File.WriteAllBytes(_path, new byte[s_page + 100]);

        Assert.Throws<ArgumentException>("lengthBytes", () => MemoryMapping.OpenFile(_path, lengthBytes: s_page + 101));
        Assert.Throws<ArgumentException>("lengthBytes", () => MemoryMapping.OpenFile(_path, offset: s_page, lengthBytes: 101));
        Assert.Throws<ArgumentException>("lengthBytes", () => MemoryMapping.OpenFile(_path, offset: 2 * s_page));
        Assert.Throws<ArgumentException>("lengthBytes", () => MemoryMapping.OpenFile(_path, lengthBytes: long.MaxValue));
        using MemoryMapping rest = MemoryMapping.OpenFile(_path, offset: s_page);
        Assert.Equal(100, rest.Length);
    }

    [Fact]
    public void OpenFile_Empty_IsRefused()
    {
        File.WriteAllBytes(_path, []);
        Assert.Throws<ArgumentException>("lengthBytes", () => MemoryMapping.OpenFile(_path));
    }

    [Fact]
    public void OpenFile_ImpossibleRange_IsRefused()
    {
        File.WriteAllBytes(_path, new byte[2 * s_page]);

        Assert.Throws<ArgumentException>("offset", () => MemoryMapping.OpenFile(_path, offset: 1));
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => MemoryMapping.OpenFile(_path, offset: -s_page));
        Assert.Throws<ArgumentOutOfRangeException>("lengthBytes", () => MemoryMapping.OpenFile(_path, lengthBytes: 0));
        Assert.Throws<ArgumentOutOfRangeException>("access", () => MemoryMapping.OpenFile(_path, FileAccess.Write));
        Assert.Throws<ArgumentOutOfRangeException>("sharing", () => MemoryMapping.OpenFile(_path, sharing: (MappingSharing)7));
    }

    [Fact]
    public void Map_Pipe_IsEnodev()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();

        Assert.Equal(Errno.ENODEV, Assert.Throws<SyscallException>(() => MemoryMapping.Map(pipe.Reader.Descriptor, FileAccess.Read, lengthBytes: 4096)).Errno);
        Assert.Throws<ArgumentException>("lengthBytes", () => MemoryMapping.Map(pipe.Reader.Descriptor, FileAccess.Read));
    }

    [Fact]
    public void Access_ReadOnly_RefusesToWrite()
    {
        File.WriteAllText(_path, "hello");
        using MemoryMapping mapping = MemoryMapping.OpenFile(_path, FileAccess.Read);

        Assert.False(mapping.CanWrite);
        Assert.Equal("hello"u8, mapping.ReadOnlySpan);
        Assert.Throws<InvalidOperationException>(() => mapping.Span.Length);
        Assert.Throws<InvalidOperationException>(() => mapping.GetReference<int>(0));
        Assert.Throws<InvalidOperationException>(() => new Futex(mapping, 0));
        Assert.Throws<InvalidOperationException>(() => PosixSemaphore.OpenIn(mapping, 0));
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(2)]
    [InlineData(4096)]
    [InlineData(long.MaxValue - 3)]
    [InlineData(long.MinValue)]
    public void GetReference_OutsideOrNotAligned_IsRefused(long offset)
    {
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(4096);

        Assert.ThrowsAny<ArgumentException>(() => mapping.GetReference<int>(offset));
        Assert.ThrowsAny<ArgumentException>(() => mapping.GetReadOnlyReference<int>(offset));
        Assert.ThrowsAny<ArgumentException>(() => mapping.GetSpan<int>(offset, 1).Length);
    }

    [Fact]
    public void GetSpan_OfAStruct_IsAlignedAsInC()
    {
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(4096);
        mapping.GetReference<Pair>(8) = new Pair { Small = 1, Large = 2 };

        Assert.Equal(2, mapping.GetReadOnlyReference<long>(16));
        Assert.Throws<ArgumentException>("offset", () => mapping.GetSpan<Pair>(4, 1).Length);
        Assert.Equal(256, mapping.GetSpan<Pair>(0, 256).Length);
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => mapping.GetSpan<Pair>(0, 257).Length);
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => mapping.GetSpan<Pair>(0, int.MaxValue).Length);
        Assert.Throws<ArgumentOutOfRangeException>("count", () => mapping.GetSpan<Pair>(0, -1).Length);
    }

    [Fact]
    public void Access_AfterDispose_Throws()
    {
        MemoryMapping mapping = MemoryMapping.CreateAnonymous(4096);
        mapping.Dispose();
        mapping.Dispose();

        Assert.Throws<ObjectDisposedException>(() => mapping.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => mapping.GetReference<int>(0));
        Assert.Throws<ObjectDisposedException>(() => mapping.Flush());
        Assert.Throws<ObjectDisposedException>(() => new Futex(mapping, 0));
    }

    [Fact]
    public void Dispose_Unmaps()
    {
        string path = _path;
        using (MemoryMapping mapping = MemoryMapping.CreateFile(path, 4096))
            Assert.Contains(path, File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);
        Assert.DoesNotContain(path, File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);
    }

    [Fact]
    public void CreateAnonymous_ImpossibleLength_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MemoryMapping.CreateAnonymous(0));
        Assert.Equal(Errno.ENOMEM, Assert.Throws<SyscallException>(() => MemoryMapping.CreateAnonymous(1L << 60)).Errno);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Pair
    {
        public int Small;
        public long Large;
    }
}
