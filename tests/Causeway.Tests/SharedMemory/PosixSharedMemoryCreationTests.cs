using System.Globalization;

namespace Causeway.Tests.SharedMemory;

/// <summary>How an object comes to its name, and what else may have that.</summary>
public sealed class PosixSharedMemoryCreationTests : IDisposable
{
    private readonly string _name = KernelName.Next();
    private readonly bool _usual = WholeFile.UsesUnnamedFiles;

    public void Dispose()
    {
        WholeFile.UsesUnnamedFiles = _usual;
        PosixSharedMemory.TryDelete(_name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Create_WhileItIsInitialised_NobodyFindsIt(bool unnamed)
    {
        WholeFile.UsesUnnamedFiles = unnamed;
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 5000, initialize: mapping =>
        {
            Assert.Equal(5000, mapping.Length);
            Assert.False(mapping.ReadOnlySpan.ContainsAnyExcept((byte)0));
            Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => PosixSharedMemory.Open(_name)).Errno);
            Assert.DoesNotContain(PosixSharedMemory.List(), one => one.Name == _name);
            mapping.Span.Fill(7);
        });

        byte[] all = new byte[6000];
        Assert.Equal((5000, true), (memory.Read(all, 0), memory.WasCreated));
        Assert.False(all.AsSpan(0, 5000).ContainsAnyExcept((byte)7));
        ExpectNothingUnfinished();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OpenOrCreate_AnotherWasFaster_ItsObjectIsOpened(bool unnamed)
    {
        WholeFile.UsesUnnamedFiles = unnamed;
        int before = OpenDescriptors.Count();
        using (PosixSharedMemory memory = PosixSharedMemory.OpenOrCreate(_name, 10, initialize: mapping =>
        {
            using PosixSharedMemory other = PosixSharedMemory.OpenOrCreate(_name, 20, initialize: its => its.Span[0] = 2);
            Assert.True(other.WasCreated);
            mapping.Span[0] = 1;
        }))
        {
            byte[] first = new byte[1];
            Assert.Equal((false, 20, 1, 2), (memory.WasCreated, memory.SizeBytes, memory.Read(first, 0), (int)first[0]));
        }

        Assert.Equal(before, OpenDescriptors.Count());
        ExpectNothingUnfinished();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Create_InitialiserThrows_LeavesNothing(bool unnamed)
    {
        WholeFile.UsesUnnamedFiles = unnamed;
        int before = OpenDescriptors.Count();

        Assert.Throws<NotSupportedException>(() => PosixSharedMemory.Create(_name, 4096, initialize: _ => throw new NotSupportedException()));
        Assert.Throws<ArgumentException>("sizeBytes", () => PosixSharedMemory.Create(_name, 0, initialize: _ => { }));
        Assert.Equal(Errno.ENOSPC, Assert.Throws<SyscallException>(() => PosixSharedMemory.Create(_name, 1L << 50)).Errno);

        Assert.Equal(before, OpenDescriptors.Count());
        Assert.False(PosixSharedMemory.TryDelete(_name));
        ExpectNothingUnfinished();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Create_BeforeItHasItsName_ItsPermissionsAreWhole(bool unnamed)
    {
        const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        WholeFile.UsesUnnamedFiles = unnamed;
        UnixFileMode[] seen = [];

        PosixSharedMemory.Create(_name, 1, Everybody, initialize: _ => seen =
        [
            .. Directory.GetFileSystemEntries("/proc/self/fd")
                .Where(link => new FileInfo(link).LinkTarget is { } target && target.StartsWith("/dev/shm/", StringComparison.Ordinal))
                .Select(File.GetUnixFileMode),
        ]).Dispose();

        Assert.Equal([Everybody], seen);
    }

    [Fact]
    public void Create_CreatorKilledWhileItInitialises_LeavesNothing()
    {
        int creator;
        using (Peer peer = Peer.StartDotnet(CreateForEverInPeer, _name))
        {
            creator = peer.Process.Id;
            peer.Expect("initialising");
        }

        Assert.False(PosixSharedMemory.TryDelete(_name));
        ExpectNothingUnfinished(creator);
        using PosixSharedMemory memory = PosixSharedMemory.OpenOrCreate(_name, 4096);
        Assert.True(memory.WasCreated);
    }

    [Fact]
    public void Create_Exists_ReservesNothingForIt()
    {
        PosixSharedMemory.Create(_name, 1).Dispose();

        Assert.Equal(Errno.EEXIST, Assert.Throws<SyscallException>(() => PosixSharedMemory.Create(_name, 1L << 50)).Errno);
        Assert.Equal(Errno.EEXIST, Assert.Throws<SyscallException>(() => PosixSharedMemory.Create(_name, 1, initialize: _ => Assert.Fail("initialised"))).Errno);
    }

    [Fact]
    public void Open_WhatIsNoMemory_IsRefusedWithoutWaiting()
    {
        string path = "/dev/shm" + _name;
        foreach (FileAccess access in (FileAccess[])[FileAccess.Read, FileAccess.ReadWrite])
        {
            Directory.CreateDirectory(path);
            Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => PosixSharedMemory.Open(_name, access)).Errno);
            Assert.Throws<SyscallException>(() => PosixSharedMemory.TryDelete(_name));
            Directory.Delete(path);

            File.CreateSymbolicLink(path, "/etc/passwd");
            Assert.Equal(Errno.ELOOP, Assert.Throws<SyscallException>(() => PosixSharedMemory.Open(_name, access)).Errno);
            Assert.Equal(Errno.EEXIST, Assert.Throws<SyscallException>(() => PosixSharedMemory.Create(_name, 1)).Errno);
            File.Delete(path);
        }
    }

    [Fact]
    public void Open_Fifo_IsRefusedWithoutWaiting_AtTheLatestWhenItIsMapped()
    {
        string path = "/dev/shm" + _name;
        Fifo.Create(path);
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => PosixSharedMemory.Open(_name, FileAccess.Read)).Errno);

        using (PosixSharedMemory fifo = PosixSharedMemory.Open(_name))
        {
            Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => fifo.SizeBytes).Errno);
            Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(fifo.ReadStatus).Errno);
            Assert.Throws<ArgumentException>(() => MemoryMapping.Map(fifo));
            Assert.Equal(Errno.ENODEV, Assert.Throws<SyscallException>(() => MemoryMapping.Map(fifo, lengthBytes: 1)).Errno);
            Assert.Equal(Errno.ESPIPE, Assert.Throws<SyscallException>(() => fifo.Read(new byte[1], 0)).Errno);
            Assert.Equal(Errno.ESPIPE, Assert.Throws<SyscallException>(() => fifo.Write(new byte[1], 0)).Errno);
            Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => fifo.Resize(1)).Errno);
        }

        File.Delete(path);
    }

    [Fact]
    public void List_AnyPermissions_HasIt_UntilItIsDeleted()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 10_000, UnixFileMode.None);
        PosixSharedMemoryEntry entry = Assert.Single(PosixSharedMemory.List(), one => one.Name == _name);
        Assert.Equal((10_000, UnixFileMode.None, false, Sys.LibC.geteuid()), (entry.Status.SizeBytes, entry.Status.Permissions, entry.Status.IsDeleted, entry.Status.UserId));
        Assert.Equal(entry.Status, memory.ReadStatus());
        Assert.InRange(entry.Status.AllocatedBytes, 10_000, long.MaxValue);

        PosixSharedMemory.Delete(_name);

        Assert.DoesNotContain(PosixSharedMemory.List(), one => one.Name == _name);
        Assert.True(memory.ReadStatus().IsDeleted);
    }

    [Fact]
    public void List_LeavesOutSemaphoresAndFolders()
    {
        string folder = $"/dev/shm{_name}", stray = $"/dev/shm/sem.{_name[1..]}";
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(stray, new byte[32]);
        try
        {
            Assert.DoesNotContain(PosixSharedMemory.List(), one => one.Name.Contains(_name[1..], StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder);
            File.Delete(stray);
        }
    }

    [Fact]
    public void ReadAndWrite_WithoutAMapping_EndWithTheObject()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 100);
        memory.Write("end"u8, 97);
        memory.Write("longer"u8, 100);
        byte[] buffer = new byte[64];
        Assert.Equal((106, 9, 0), (memory.SizeBytes, memory.Read(buffer, 97), memory.Read(buffer, 106)));
        Assert.Equal("endlonger"u8, buffer.AsSpan(0, 9));
        memory.Release(0, 106);
        Assert.Equal((106, 9, 0), (memory.SizeBytes, memory.Read(buffer, 97), (int)buffer[0]));

        using PosixSharedMemory reader = PosixSharedMemory.Open(_name, FileAccess.Read);
        Assert.Equal(Errno.EBADF, Assert.Throws<SyscallException>(() => reader.Write("x"u8, 0)).Errno);
        Assert.Equal(Errno.EBADF, Assert.Throws<SyscallException>(() => reader.Release(0, 1)).Errno);
    }

    private static void CreateForEverInPeer(string[] arguments) => PosixSharedMemory.Create(arguments[0], 4096, initialize: mapping =>
    {
        mapping.Span.Fill(1);
        Console.WriteLine("initialising");
        Console.ReadLine();
    });

    private static void ExpectNothingUnfinished() => ExpectNothingUnfinished(Environment.ProcessId);

    private static void ExpectNothingUnfinished(int creator) =>
        Assert.DoesNotContain(Directory.EnumerateFiles("/dev/shm"), path => path.Contains(string.Create(CultureInfo.InvariantCulture, $"{WholeFile.UnfinishedPrefix}{creator}-"), StringComparison.Ordinal));
}
