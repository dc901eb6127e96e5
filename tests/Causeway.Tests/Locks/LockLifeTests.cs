using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Causeway.Locks;
using Causeway.Sys;

namespace Causeway.Tests.Locks;

/// <summary>Where locks can lie, and how long their memory stays.</summary>
public sealed class LockLifeTests : IDisposable
{
    private readonly LockRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Fact]
    public void Create_MappingDisposed_LockGoesOnUntilItIsDisposed()
    {
        MemoryMapping mapping = LockRoom.Map(_room.Name);
        using PosixMutex mutex = PosixMutex.Create(LockPlace.In(mapping));
        mapping.Dispose();

        mutex.Lock().Dispose();

        Assert.Equal(2, CountMappings());
        mutex.Dispose();
        mutex.Dispose();
        Assert.Equal(1, CountMappings());
        Assert.Throws<ObjectDisposedException>(() => { mutex.Lock(); });
        Assert.Throws<ObjectDisposedException>(() => mutex.TryLock());
        Assert.Throws<SynchronizationLockException>(mutex.Unlock);
        Assert.Throws<ObjectDisposedException>(() => PosixMutex.Open(LockPlace.In(mapping)));
    }

    [Fact]
    public void Dispose_WhileHeld_HolderMayUnlock_AndTheMemoryGoesThen()
    {
        PosixMutex mutex = CreateAlone();
        using (mutex.Lock())
        {
            mutex.Dispose();
            Assert.Equal(2, CountMappings());
            Assert.Throws<ObjectDisposedException>(() => mutex.TryLock());
        }

        Assert.Equal(1, CountMappings());
        PosixMutex.Open(_room.At(0)).Dispose();
    }

    [Fact]
    public void Dispose_WhileAnotherThreadWaits_TheWaiterGetsItAndTheMemoryGoesThen()
    {
        PosixMutex mutex = CreateAlone();
        using PosixMutex other = PosixMutex.Open(_room.At(0));
        Thread waiting;
        using (other.Lock())
        {
            waiting = new Thread(() => mutex.Lock().Dispose());
            waiting.Start();
            BlockedThread.WaitUntilIn(BlockedThread.Futex, mutex.Life.Address);
            mutex.Dispose();
            Assert.Equal(2, CountMappings());
        }

        waiting.Join();
        Assert.Equal(1, CountMappings());
    }

    [Fact]
    public void Dispose_WhileThreadsLockAndUnlock_NeverTakesTheirMemory()
    {
        for (int round = 0; round < TestLoad.Rounds(400); round++)
        {
            PosixMutex mutex = CreateAlone();
            PosixReaderWriterLock gate = PosixReaderWriterLock.Create(LockPlace.In(_room.Mapping, 64));
            Thread[] threads = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
            {
                Assert.Throws<ObjectDisposedException>(void () =>
                {
                    while (true)
                    {
                        mutex.Lock().Dispose();
                        gate.LockRead().Dispose();
                    }
                });
            }))];
            Array.ForEach(threads, static thread => thread.Start());
            Thread.Yield();

            mutex.Dispose();

            Array.ForEach(threads, static thread => thread.Join());
            gate.Dispose();
            Assert.Equal(1, CountMappings());
        }
    }

    /// <summary>libc writes to the robust mutexes that a thread holds when it locks another: they must be there.</summary>
    [Fact]
    public void Lock_HeldAndForgotten_MemoryStays()
    {
        using PosixMutex another = PosixMutex.Create(_room.At(64));
        WeakReference<LockLife>? forgotten = null;
        int holder = LockCases.InOtherThread(() =>
        {
            forgotten = LockAndForget();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.Equal(2, CountMappings());
            another.Lock().Dispose();
            return LibC.gettid();
        });

        Assert.True(forgotten!.TryGetTarget(out LockLife? life));
        while (Directory.Exists($"/proc/self/task/{holder}"))
            Thread.Yield();
        life.End();
        Assert.Equal(1, CountMappings());
    }

    [Fact]
    public void Unlock_InAnyOrder_FollowsTheThread()
    {
        PosixMutex[] mutexes = [.. Enumerable.Range(0, 20).Select(i => PosixMutex.Create(_room.At(i * 64)))];
        foreach (int seed in Enumerable.Range(0, 50))
        {
            int[] order = [.. Enumerable.Range(0, mutexes.Length)];
            TestLoad.NewRandom(seed).Shuffle(order);
            Array.ForEach(mutexes, static mutex => mutex.Lock());
            foreach (int i in order)
            {
                mutexes[i].Unlock();
                Assert.Throws<SynchronizationLockException>(mutexes[i].Unlock);
            }
        }

        Array.ForEach(mutexes, static mutex => mutex.Dispose());
    }

    /// <summary>Hand over hand leaves a hole for every unlock.</summary>
    [Fact]
    public void Unlock_HandOverHand_FollowsTheThread()
    {
        using PosixMutex one = PosixMutex.Create(_room.At(0));
        using PosixMutex other = PosixMutex.Create(_room.At(64));
        for (int i = 0; i < 50; i++)
        {
            one.Lock();
            other.Lock();
            one.Unlock();
            one.Lock();
            other.Unlock();
            Assert.Throws<SynchronizationLockException>(other.Unlock);
            one.Unlock();
            Assert.Throws<SynchronizationLockException>(one.Unlock);
        }
    }

    [Fact]
    public void Place_SharedMemoryObject_IsMappedForTheLock()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Open(_room.Name);
        using PosixMutex mutex = PosixMutex.Create(LockPlace.In(memory, 128));
        using PosixMutex same = PosixMutex.Open(_room.At(128));

        using (mutex.Lock())
            Assert.False(same.TryLock());
    }

    [Fact]
    public void Place_SystemVAttachment_StaysAttachedForTheLock()
    {
        SysVSharedMemory segment = SysVSharedMemory.Create(SysVKey.Private, 4096);
        try
        {
            SysVSharedMemoryAttachment attachment = segment.Attach();
            using PosixMutex mutex = PosixMutex.Create(LockPlace.In(attachment, 64));
            Assert.ThrowsAny<ArgumentException>(() => PosixMutex.Open(LockPlace.In(attachment, 4096)));
            Assert.ThrowsAny<ArgumentException>(() => PosixMutex.Open(LockPlace.In(attachment, 12)));
            attachment.Dispose();

            mutex.Lock().Dispose();
        }
        finally
        {
            segment.Delete();
        }
    }

    [Fact]
    public unsafe void Place_Address_IsTheCallers()
    {
        nint room = (nint)NativeMemory.AlignedAlloc(64, 64);
        using (PosixMutex mutex = PosixMutex.Create(LockPlace.At(room)))
        {
            mutex.Lock().Dispose();
            Assert.StartsWith("0x", mutex.Name, StringComparison.Ordinal);
        }

        NativeMemory.AlignedFree((void*)room);
    }

    [Fact]
    public void Place_ReadOnlyMapping_IsRefused()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Open(_room.Name, FileAccess.Read);
        using MemoryMapping mapping = MemoryMapping.Map(memory, FileAccess.Read);
        Assert.Throws<InvalidOperationException>(() => PosixMutex.Open(LockPlace.In(mapping)));
    }

    [Fact]
    public void Place_PrivateMapping_IsRefused()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Open(_room.Name);
        using MemoryMapping mapping = MemoryMapping.Map(memory.Descriptor, sharing: MappingSharing.Private);
        Assert.Contains("privately", Assert.Throws<InvalidOperationException>(() => PosixMutex.Create(LockPlace.In(mapping))).Message, StringComparison.Ordinal);
    }

    /// <summary>A mutex in a mapping of its own, which only the mutex keeps.</summary>
    private PosixMutex CreateAlone()
    {
        using MemoryMapping mapping = LockRoom.Map(_room.Name);
        return PosixMutex.Create(LockPlace.In(mapping));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference<LockLife> LockAndForget()
    {
        PosixMutex mutex = CreateAlone();
        mutex.Lock();
        return new WeakReference<LockLife>(mutex.Life);
    }

    private int CountMappings() => File.ReadLines("/proc/self/maps").Count(line => line.Contains(_room.Name, StringComparison.Ordinal));
}
