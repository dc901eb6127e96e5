namespace Causeway.Tests.SharedMemory;

/// <summary>The same memory from C (tests/Peers/posix_memory.c).</summary>
public sealed class PosixSharedMemoryInteropTests : IDisposable
{
    private readonly string _name = KernelName.Next();

    public void Dispose() => PosixSharedMemory.TryDelete(_name);

    [Fact]
    public void Open_CreatedAndWrittenInC_HasItsSizeAndBytes()
    {
        Say("created", "create", _name, "10000");
        Say("written", "write", _name, "hello");

        using PosixSharedMemory memory = PosixSharedMemory.Open(_name, FileAccess.Read);
        using MemoryMapping mapping = MemoryMapping.Map(memory, FileAccess.Read);

        Assert.Equal(10000, mapping.Length);
        Assert.Equal("hello\0"u8, mapping.GetReadOnlySpan<byte>(0, 6));
    }

    [Fact]
    public void Create_ReadInC_HasItsSizePermissionsAndBytes()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 10000);
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        "from CW"u8.CopyTo(mapping.Span);

        Say("10000 600", "stat", _name);
        Say("from CW", "read", _name, "7");
        Say("EEXIST", "create", _name, "1");
    }

    [Fact]
    public void SizeBytes_ShrunkInC_IsReadAgain_AndTheOldLengthIsNotMappedAgain()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 10000);
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        Say("resized", "resize", _name, "5");

        Assert.Equal(5, memory.SizeBytes);
        Assert.Equal(10000, mapping.Length);
        Assert.Throws<ArgumentException>("lengthBytes", () => MemoryMapping.Map(memory, lengthBytes: 10000));
        mapping.Span[4] = 1;
        Say("5 600", "stat", _name);
    }

    [Fact]
    public void Delete_InCWhileMapped_TheMemoryStays()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 4096);
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        Say("unlinked", "unlink", _name);

        mapping.Span[0] = 9;

        Assert.Equal(9, mapping.Span[0]);
        Say("ENOENT", "open", _name);
    }

    [Fact]
    public void Bounce_MemoryAndSemaphoresMadeHere_AreUsedInC()
    {
        // struct bounce of tests/Peers/posix_memory.c: sem_t go, sem_t done, size_t count, char bytes[1024].
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 72 + 1024, initialize: first =>
        {
            PosixSemaphore.CreateIn(first, 0, 0).Dispose();
            PosixSemaphore.CreateIn(first, PosixSemaphore.PlacedBytes, 0).Dispose();
        });
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        using PosixSemaphore go = PosixSemaphore.OpenIn(mapping, 0);
        using PosixSemaphore done = PosixSemaphore.OpenIn(mapping, PosixSemaphore.PlacedBytes);
        using Peer peer = Peer.StartC("posix_memory", "send", _name, "hello");

        go.Wait(TimeSpan.FromMinutes(1));
        System.Text.Ascii.ToUpperInPlace(mapping.GetSpan<byte>(72, (int)mapping.GetReference<nuint>(64)), out _);
        done.Post();

        peer.Expect("HELLO");
        peer.ExpectSuccess();
    }

    [Fact]
    public void Python_CreatesAndAttaches_TheSameBytes()
    {
        const string Creates = """
            import sys
            from multiprocessing.shared_memory import SharedMemory
            memory = SharedMemory(name=sys.argv[1], create=True, size=32)
            memory.buf[0:9] = b'from Py\x00\xff'
            print('created', flush=True)
            input()
            print(bytes(memory.buf[0:7]).decode())
            memory.close()
            memory.unlink()
            """;
        using Peer peer = Peer.Start(new ChildProcessOptions("python3", "-c", Creates, _name[1..]));
        peer.Expect("created");
        using PosixSharedMemory memory = PosixSharedMemory.Open(_name);
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        Assert.Equal((32, "from Py"), (memory.SizeBytes, System.Text.Encoding.ASCII.GetString(mapping.Span[..7])));

        "from CW"u8.CopyTo(mapping.Span);
        peer.Send("");
        peer.Expect("from CW");
        peer.ExpectSuccess();
        Assert.True(memory.ReadStatus().IsDeleted);
    }

    [RootFact]
    public void Permissions_OtherUser_GetsExactlyThem()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 4096, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        OtherUser.Expect("opened", "posix_memory", "open", _name);
        OtherUser.Expect("EACCES", "posix_memory", "open-write", _name);
        OtherUser.ExpectSuccess(TouchAnothersInPeer, _name);
    }

    private static void TouchAnothersInPeer(string[] arguments)
    {
        PosixSharedMemory.Open(arguments[0], FileAccess.Read).Dispose();
        Assert.Throws<UnauthorizedAccessException>(() => PosixSharedMemory.Open(arguments[0]));
        Assert.Throws<UnauthorizedAccessException>(() => PosixSharedMemory.OpenOrCreate(arguments[0], 1));
        Assert.Throws<UnauthorizedAccessException>(() => PosixSharedMemory.Delete(arguments[0]));
    }

    private static void Say(string expected, params string[] arguments)
    {
        using Peer peer = Peer.StartC("posix_memory", arguments);
        peer.Expect(expected);
        peer.ExpectSuccess();
    }
}
