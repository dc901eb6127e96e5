namespace Causeway.Tests.Locks;

/// <summary>The same mutex from C (tests/Peers/posix_mutex.c).</summary>
public sealed class PosixMutexInteropTests : IDisposable
{
    private readonly LockRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Theory]
    [InlineData(PosixMutexKind.Normal, false, false)]
    [InlineData(PosixMutexKind.ErrorChecking, false, false)]
    [InlineData(PosixMutexKind.Recursive, false, false)]
    [InlineData(PosixMutexKind.Normal, true, false)]
    [InlineData(PosixMutexKind.ErrorChecking, true, false)]
    [InlineData(PosixMutexKind.Recursive, true, false)]
    [InlineData(PosixMutexKind.ErrorChecking, true, true)]
    [InlineData(PosixMutexKind.Normal, false, true)]
    public void Lock_AnyKind_ExcludesC_AndTheReverse(PosixMutexKind kind, bool robust, bool priorityInheritance)
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(64), kind, robust, priorityInheritance);
        using Peer peer = _room.StartC("posix_mutex", 64);
        using (mutex.Lock())
            peer.Ask("try", "EBUSY");

        peer.Ask("lock", "ok");
        Assert.False(mutex.TryLock());
        Assert.Throws<TimeoutException>(() => { mutex.Lock(TimeSpan.FromMilliseconds(10)); });
        peer.Ask("unlock", "ok");
        Assert.True(mutex.TryLock());
        mutex.Unlock();
    }

    [Theory]
    [InlineData("init robust errorcheck")]
    [InlineData("init robust recursive")]
    [InlineData("init robust inherit")]
    [InlineData("init")]
    public void Open_InitializedInC_Works(string init)
    {
        using Peer peer = _room.StartC("posix_mutex");
        peer.Ask(init, "ok");
        using PosixMutex mutex = PosixMutex.Open(_room.At(0));

        using (mutex.Lock())
            peer.Ask("try", "EBUSY");
        peer.Ask("timed", "ok");
        Assert.False(mutex.TryLock());
    }

    [GlibcFact]
    public void Open_NobodyMadeAMutexThatProcessesShare_IsRefused()
    {
        Assert.Contains("PosixMutex.Create", Assert.Throws<InvalidDataException>(() => PosixMutex.Open(_room.At(0))).Message, StringComparison.Ordinal);
        using Peer peer = _room.StartC("posix_mutex");
        peer.Ask("init private", "ok");

        Assert.Throws<InvalidDataException>(() => PosixMutex.Open(_room.At(0)));
    }

    [Fact]
    public void Lock_HeldInC_WaitsForItsUnlock()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        using Peer peer = _room.StartC("posix_mutex");
        peer.Ask("lock", "ok");
        long address = (long)mutex.Life.Address;
        Thread waiting = new(() => mutex.Lock().Dispose());
        waiting.Start();
        BlockedThread.WaitUntilIn(BlockedThread.Futex, address);

        peer.Ask("unlock", "ok");

        waiting.Join();
    }

    [Fact]
    public void Unlock_WaiterInC_GetsIt()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        using Peer peer = _room.StartC("posix_mutex");
        using (mutex.Lock())
            peer.Ask("announced-lock", "locking");
        peer.Expect("ok");
    }

    /// <summary>MTX-10, and the same for a kind of which libc itself does not say it.</summary>
    [Theory]
    [InlineData(PosixMutexKind.Normal, false)]
    [InlineData(PosixMutexKind.ErrorChecking, true)]
    public void Unlock_HeldInC_IsRefusedBeforeTheCall(PosixMutexKind kind, bool robust)
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0), kind, robust);
        using Peer peer = _room.StartC("posix_mutex");
        peer.Ask("lock", "ok");

        Assert.Throws<SynchronizationLockException>(mutex.Unlock);

        Assert.False(mutex.TryLock());
        peer.Ask("unlock", "ok");
    }

    /// <summary>MTX-01, 04, 05, 07, 08, 13, 14 with the owner in C.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lock_OwnerInCDied_IsToldOnce_AndRepaired(bool priorityInheritance)
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0), priorityInheritance: priorityInheritance);
        KillHolder();

        var told = Assert.Throws<OwnerDiedException>(() => { mutex.Lock(); });
        Assert.Equal(Errno.EOWNERDEAD, told.Errno);
        Assert.Contains("MarkConsistent", told.Message, StringComparison.Ordinal);
        mutex.MarkConsistent();
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(mutex.MarkConsistent).Errno);
        mutex.Unlock();

        mutex.Lock().Dispose();
    }

    [Fact]
    public void TryLock_OwnerInCDied_IsToldToo()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        KillHolder();

        Assert.Throws<OwnerDiedException>(() => mutex.TryLock());
        mutex.MarkConsistent();
        mutex.Unlock();
        Assert.True(mutex.TryLock());
        mutex.Unlock();
    }

    [Fact]
    public void Lock_OwnerDiesWhileWeWait_IsTold()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        using Peer peer = _room.StartC("posix_mutex");
        peer.Ask("lock", "ok");
        long address = (long)mutex.Life.Address;
        Exception? told = null;
        Thread waiting = new(() =>
        {
            told = Record.Exception(() => { mutex.Lock(TimeSpan.FromHours(1)); });
            mutex.MarkConsistent();
            mutex.Unlock();
        });
        waiting.Start();
        BlockedThread.WaitUntilIn(BlockedThread.Futex, address);

        peer.Process.Kill();

        waiting.Join();
        Assert.IsType<OwnerDiedException>(told);
    }

    [Fact]
    public void Unlock_OwnerDiedAndNothingRepaired_IsGivenUpForEverybody()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        KillHolder();
        Assert.Throws<OwnerDiedException>(() => { mutex.Lock(); });

        mutex.Unlock();

        Assert.Contains("make it and its data anew", Assert.Throws<LockNotRecoverableException>(() => { mutex.Lock(); }).Message, StringComparison.Ordinal);
        Assert.Throws<LockNotRecoverableException>(() => mutex.TryLock());
        Assert.Throws<LockNotRecoverableException>(() => { mutex.Lock(TimeSpan.FromHours(1)); });
        Assert.Throws<SynchronizationLockException>(mutex.MarkConsistent);
        using Peer peer = _room.StartC("posix_mutex");
        peer.Ask("lock", "ENOTRECOVERABLE");
        peer.Ask("consistent", "EINVAL");
    }

    /// <summary>Interop case 77.</summary>
    [Fact]
    public void Lock_GivenUpInC_IsNotRecoverable()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        KillHolder();
        using Peer peer = _room.StartC("posix_mutex");
        peer.Ask("lock", "EOWNERDEAD");
        peer.Ask("unlock", "ok");

        Assert.Equal(Errno.ENOTRECOVERABLE, Assert.Throws<LockNotRecoverableException>(() => { mutex.Lock(); }).Errno);
    }

    /// <summary>Interop case 76.</summary>
    [Fact]
    public void Lock_DotnetHolderIsKilled_CIsToldAndRepairs()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        using (Peer holder = Peer.StartDotnet(HoldInPeer, _room.Name))
        {
            holder.Expect("held");
            Assert.False(mutex.TryLock());
            holder.Process.Kill();
        }

        using Peer peer = _room.StartC("posix_mutex");
        peer.Ask("lock", "EOWNERDEAD");
        peer.Ask("consistent", "ok");
        peer.Ask("unlock", "ok");
        mutex.Lock().Dispose();
    }

    private static void HoldInPeer(string[] arguments)
    {
        using PosixSharedMemory memory = PosixSharedMemory.Open(arguments[0]);
        using PosixMutex mutex = PosixMutex.Open(LockPlace.In(memory));
        using (mutex.Lock())
        {
            Console.WriteLine("held");
            Console.ReadLine();
        }
    }

    private void KillHolder()
    {
        using Peer holder = _room.StartC("posix_mutex");
        holder.Ask("lock", "ok");
        holder.Process.Kill();
        holder.Process.WaitForExit();
    }
}
