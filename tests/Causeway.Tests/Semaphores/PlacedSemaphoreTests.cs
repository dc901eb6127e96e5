namespace Causeway.Tests.Semaphores;

public sealed class PlacedSemaphoreTests
{
    [Fact]
    public void CreateIn_PostedThroughAnotherMapping_IsTheSame()
    {
        string name = KernelName.Next();
        using PosixSharedMemory memory = PosixSharedMemory.Create(name, 4096);
        PosixSharedMemory.Delete(name);
        using MemoryMapping one = MemoryMapping.Map(memory);
        using MemoryMapping two = MemoryMapping.Map(memory);
        using PosixSemaphore created = PosixSemaphore.CreateIn(one, 64, 1);
        using PosixSemaphore opened = PosixSemaphore.OpenIn(two, 64);

        opened.Post();

        Assert.Equal(2, created.Value);
        created.Wait();
        created.Wait(TimeSpan.FromMinutes(1));
        Assert.False(opened.TryWait());
        Assert.Throws<TimeoutException>(() => opened.Wait(TimeSpan.Zero));
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(4)]
    [InlineData(4096 - 24)]
    [InlineData(4096)]
    [InlineData(long.MaxValue - 7)]
    public void CreateIn_ImpossiblePlace_IsRefused(long offset)
    {
        using MemoryMapping mapping = SharedPage.Map();

        Assert.ThrowsAny<ArgumentException>(() => PosixSemaphore.CreateIn(mapping, offset, 0));
        Assert.ThrowsAny<ArgumentException>(() => PosixSemaphore.OpenIn(mapping, offset));
    }

    [Fact]
    public void CreateIn_PrivateMapping_IsRefused()
    {
        // Nobody else would see it: a wait there would never end.
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(4096);

        Assert.Contains("privately", Assert.Throws<InvalidOperationException>(() => PosixSemaphore.CreateIn(mapping, 0, 0)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => PosixSemaphore.OpenIn(mapping, 0));
    }

    [Fact]
    public void CreateIn_Refused_LeavesTheMappingAsItWas_AndPlaced_KeepsItWhereItIs()
    {
        using MemoryFile file = MemoryFile.Create("placed", 2 * Environment.SystemPageSize);
        using MemoryMapping mapping = file.Map();
        Assert.ThrowsAny<ArgumentException>(() => PosixSemaphore.CreateIn(mapping, 4, 0));
        mapping.Resize(Environment.SystemPageSize);

        using PosixSemaphore semaphore = PosixSemaphore.CreateIn(mapping, 64, 0);

        Assert.Throws<InvalidOperationException>(() => mapping.Protect(MappingProtection.Read));
        Assert.Throws<InvalidOperationException>(() => mapping.Resize(1));
    }

    [Fact]
    public void AnyCall_MappingDisposed_GoesOnUntilTheSemaphoreIsDisposedToo()
    {
        MemoryMapping mapping = SharedPage.Map();
        PosixSemaphore semaphore = PosixSemaphore.CreateIn(mapping, 0, 1);
        mapping.Dispose();

        Assert.True(semaphore.TryWait());
        semaphore.Post();
        Assert.Equal(1, semaphore.Value);
        semaphore.Dispose();
        Assert.Throws<ObjectDisposedException>(() => semaphore.TryWait());
        Assert.Throws<ObjectDisposedException>(semaphore.Post);
    }

    [Fact]
    public async Task Wait_MappingDisposedMeanwhile_KeepsItMappedUntilTheWaitEnds()
    {
        MemoryMapping mapping = SharedPage.Map();
        using PosixSemaphore semaphore = PosixSemaphore.CreateIn(mapping, 0, 0);
        using CancellationTokenSource source = new();
        Task pending = semaphore.WaitAsync(source.Token).AsTask();
        mapping.Dispose();

        await source.CancelAsync();

        Exception? end = await Record.ExceptionAsync(() => pending);
        Assert.True(end is OperationCanceledException or ObjectDisposedException, $"{end}");
    }

    [Fact]
    public void CreateIn_SystemVSegment_IsTheSameInAnotherAttachment()
    {
        SysVSharedMemory segment = SysVSharedMemory.Create(SysVKey.Private, 4096);
        using SysVSharedMemoryAttachment one = segment.Attach();
        using SysVSharedMemoryAttachment two = segment.Attach();
        segment.Delete();
        using PosixSemaphore created = PosixSemaphore.CreateIn(one, 128, 0);
        using PosixSemaphore opened = PosixSemaphore.OpenIn(two, 128);

        opened.Post();

        Assert.True(created.TryWait());
        Assert.ThrowsAny<ArgumentException>(() => PosixSemaphore.CreateIn(one, 4, 0));
        Assert.ThrowsAny<ArgumentException>(() => PosixSemaphore.OpenIn(one, 4096 - 24));
    }

    [Fact]
    public unsafe void CreateAt_AddressOfTheCaller_IsTheSameOpened()
    {
        nint memory = (nint)System.Runtime.InteropServices.NativeMemory.AlignedAlloc(64, PosixSemaphore.PlacedAlignment);
        using (PosixSemaphore created = PosixSemaphore.CreateAt(memory, 2))
        using (PosixSemaphore opened = PosixSemaphore.OpenAt(memory))
        {
            opened.Wait();
            Assert.Equal(1, created.Value);
            Assert.ThrowsAny<ArgumentException>(() => PosixSemaphore.OpenAt(memory + 4));
            Assert.ThrowsAny<ArgumentException>(() => PosixSemaphore.CreateAt(0, 0));
        }

        System.Runtime.InteropServices.NativeMemory.AlignedFree((void*)memory);
    }

    [Fact]
    public void Destroy_Placed_ItsRoomMayHoldANewOne_AndANamedOneIsRefused()
    {
        using MemoryMapping mapping = SharedPage.Map();
        PosixSemaphore first = PosixSemaphore.CreateIn(mapping, 0, 5);
        first.Destroy();
        Assert.Throws<ObjectDisposedException>(() => first.Value);
        using PosixSemaphore second = PosixSemaphore.CreateIn(mapping, 0, 1);
        Assert.Equal(1, second.Value);

        using SemaphoreName name = new();
        using PosixSemaphore named = PosixSemaphore.Create(name, 0);
        Assert.Throws<InvalidOperationException>(named.Destroy);
    }

    [Fact]
    public void Bounce_MemoryAndSemaphoresMadeInC_AreUsedHere()
    {
        // struct bounce of tests/Peers/posix_memory.c: sem_t go, sem_t done, size_t count, char bytes[1024].
        string name = KernelName.Next();
        using Peer peer = Peer.StartC("posix_memory", "bounce", name);
        try
        {
            peer.Expect("ready");
            using PosixSharedMemory memory = PosixSharedMemory.Open(name);
            using MemoryMapping mapping = MemoryMapping.Map(memory);
            using PosixSemaphore go = PosixSemaphore.OpenIn(mapping, 0);
            using PosixSemaphore done = PosixSemaphore.OpenIn(mapping, PosixSemaphore.PlacedBytes);
            "hello"u8.CopyTo(mapping.GetSpan<byte>(72, 5));
            mapping.GetReference<nuint>(64) = 5;

            go.Post();
            done.Wait();

            Assert.Equal("HELLO"u8, mapping.GetReadOnlySpan<byte>(72, 5));
            peer.Expect("done");
            peer.ExpectSuccess();
        }
        finally
        {
            PosixSharedMemory.TryDelete(name);
        }
    }
}
