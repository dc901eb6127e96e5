namespace Causeway.Tests.Locks;

/// <summary>Conditions, read-write locks, barriers and spin locks within one process.</summary>
public sealed class OtherLocksTests : IDisposable
{
    private readonly LockRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Theory]
    [InlineData(0, true)]
    [InlineData(20, true)]
    [InlineData(20, false)]
    public void ConditionWait_NobodySignals_TimesOutHoldingTheMutex(int milliseconds, bool clockwait)
    {
        bool usual = PosixCondition.UsesClockwait;
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        using PosixCondition condition = PosixCondition.Create(_room.At(64));
        try
        {
            PosixCondition.UsesClockwait &= clockwait;
            mutex.Lock();
            // It may wake without a cause.
            Assert.Throws<TimeoutException>(() => condition.WaitUntil(mutex, static () => false, TimeSpan.FromMilliseconds(milliseconds)));
            Assert.False(LockCases.InOtherThread(mutex.TryLock));
            mutex.Unlock();
        }
        finally
        {
            PosixCondition.UsesClockwait = usual;
        }
    }

    [Fact]
    public void ConditionWait_Plain_IsWokenOrTimesOut()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        using PosixCondition condition = PosixCondition.Create(_room.At(64));
        using (mutex.Lock())
        {
            Assert.Throws<TimeoutException>(void () =>
            {
                while (true)
                    condition.Wait(mutex, TimeSpan.FromMilliseconds(5));
            });
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ConditionWait_Cancelled_ThrowsHoldingTheMutex(bool until)
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        using PosixCondition condition = PosixCondition.Create(_room.At(64));
        using CancellationTokenSource source = new();
        source.CancelAfter(TimeSpan.FromMilliseconds(30));
        using (mutex.Lock())
        {
            var ended = Assert.ThrowsAny<OperationCanceledException>(void () =>
            {
                if (until)
                    condition.WaitUntil(mutex, static () => false, timeout: null, source.Token);
                while (true)
                    condition.Wait(mutex, timeout: null, source.Token);
            });
            Assert.Equal(source.Token, ended.CancellationToken);
            Assert.False(LockCases.InOtherThread(mutex.TryLock));
        }
    }

    [Fact]
    public void ConditionWait_MutexNotHeldOrHeldTwice_IsRefused()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0), PosixMutexKind.Recursive);
        using PosixCondition condition = PosixCondition.Create(_room.At(64));
        Assert.Throws<SynchronizationLockException>(() => condition.Wait(mutex));
        using (mutex.Lock())
        using (mutex.Lock())
            Assert.Throws<LockRecursionException>(() => condition.Wait(mutex));
    }

    [Fact]
    public void ConditionWaitUntil_TheQuestionUnlocksTheMutex_IsRefused()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        using PosixCondition condition = PosixCondition.Create(_room.At(64));
        mutex.Lock();

        Assert.Throws<SynchronizationLockException>(() => condition.WaitUntil(mutex, Unlocks, TimeSpan.FromHours(1)));

        Assert.True(mutex.TryLock());
        mutex.Unlock();

        bool Unlocks()
        {
            mutex.Unlock();
            return false;
        }
    }

    [Fact]
    public void ConditionBroadcast_ManyWaiters_AllGoOn()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        using PosixCondition condition = PosixCondition.Create(_room.At(64));
        bool go = false;
        int waiting = 0;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            using CancellationTokenSource source = new();
            using (mutex.Lock())
            {
                waiting++;
                condition.WaitUntil(mutex, () => go, TimeSpan.FromHours(1), waiting % 2 == 0 ? source.Token : default);
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        while (true)
        {
            using (mutex.Lock())
            {
                if (waiting < threads.Length)
                    continue;
                go = true;
                condition.Broadcast();
                break;
            }
        }

        Array.ForEach(threads, static thread => thread.Join());
    }

    /// <summary>MTX-22.</summary>
    [Fact]
    public void ConditionWait_MutexOwnerDiedMeanwhile_IsToldAndRepairs()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        using PosixCondition condition = PosixCondition.Create(_room.At(64));
        using Peer peer = _room.StartC("posix_locks");
        using (mutex.Lock())
        {
            peer.Send("lock");
            peer.Send("signal");
            Thread killer = new(() =>
            {
                peer.Expect("ok");
                peer.Expect("ok");
                peer.Process.Kill();
            });
            killer.Start();

            Assert.Throws<OwnerDiedException>(() => condition.WaitUntil(mutex, static () => false, TimeSpan.FromHours(1)));

            killer.Join();
            mutex.MarkConsistent();
        }

        mutex.Lock().Dispose();
    }

    [Fact]
    public void ConditionWait_MutexGivenUpMeanwhile_IsNotRecoverableAndNotHeld()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        using PosixCondition condition = PosixCondition.Create(_room.At(64));
        using Peer first = _room.StartC("posix_locks");
        using Peer second = _room.StartC("posix_locks");
        mutex.Lock();
        Thread others = new(() =>
        {
            first.Ask("lock", "ok");
            first.Process.Kill();
            second.Ask("lock", "EOWNERDEAD");
            second.Ask("signal", "ok");
            second.Ask("unlock", "ok");
        });
        others.Start();

        Assert.Throws<LockNotRecoverableException>(void () =>
        {
            while (true)
                condition.Wait(mutex);
        });

        others.Join();
        Assert.Throws<SynchronizationLockException>(mutex.Unlock);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReaderWriterLock_HeldForWriting_OthersTimeOutOrAreCancelled_WithEitherClock(bool clocklock)
    {
        bool usual = PosixReaderWriterLock.UsesClocklock;
        using PosixReaderWriterLock gate = PosixReaderWriterLock.Create(_room.At(0));
        try
        {
            PosixReaderWriterLock.UsesClocklock &= clocklock;
            using (gate.LockWrite(TimeSpan.FromSeconds(1)))
            {
                LockCases.InOtherThread(() => Assert.Throws<TimeoutException>(() => { gate.LockRead(TimeSpan.FromMilliseconds(10)); }));
                LockCases.InOtherThread(() => Assert.Throws<TimeoutException>(() => { gate.LockWrite(TimeSpan.Zero); }));
                LockCases.InOtherThread(() =>
                {
                    using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(30));
                    Assert.ThrowsAny<OperationCanceledException>(() => { gate.LockRead(timeout: null, source.Token); });
                    return Assert.ThrowsAny<OperationCanceledException>(() => { gate.LockWrite(TimeSpan.FromHours(1), source.Token); });
                });
            }

            gate.LockRead(TimeSpan.Zero).Dispose();
        }
        finally
        {
            PosixReaderWriterLock.UsesClocklock = usual;
        }
    }

    [Fact]
    public void ReaderWriterLock_LockedAgainByItsThread_IsRefusedWhereItWouldHang()
    {
        using PosixReaderWriterLock gate = PosixReaderWriterLock.Create(_room.At(0));
        using (gate.LockRead())
        {
            gate.LockRead().Dispose();
            Assert.Throws<LockRecursionException>(() => { gate.LockWrite(); });
            Assert.Throws<LockRecursionException>(() => { gate.LockWrite(TimeSpan.FromHours(1)); });
            Assert.False(gate.TryLockWrite());
        }

        using (gate.LockWrite())
        {
            Assert.Throws<LockRecursionException>(() => { gate.LockWrite(); });
            Assert.Equal(Errno.EDEADLK, Assert.Throws<SyscallException>(() => { gate.LockRead(); }).Errno);
        }

        Assert.Throws<SynchronizationLockException>(gate.Unlock);
        Assert.True(gate.TryLockWrite());
        gate.Unlock();
    }

    [Fact]
    public void ReaderWriterLock_UnlockedInAnotherThread_IsRefused()
    {
        using PosixReaderWriterLock gate = PosixReaderWriterLock.Create(_room.At(0));
        using (gate.LockRead())
            LockCases.InOtherThread(() => Assert.Throws<SynchronizationLockException>(gate.Unlock));
        using (gate.LockWrite())
            LockCases.InOtherThread(() => Assert.Throws<SynchronizationLockException>(gate.Unlock));
    }

    [Fact]
    public void SpinLock_ManyThreads_ExcludeEachOther()
    {
        using PosixSpinLock spin = PosixSpinLock.Create(_room.At(0));
        int total = 0;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 5000; i++)
            {
                using (spin.Lock())
                    total++;
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());

        Assert.Equal(20_000, total);
    }

    [Fact]
    public void SpinLock_HeldByThisThreadOrAnother_IsRefusedOrEnds()
    {
        using PosixSpinLock spin = PosixSpinLock.Create(_room.At(4));
        using (spin.Lock())
        {
            Assert.Throws<LockRecursionException>(() => { spin.Lock(); });
            Assert.False(spin.TryLock());
            LockCases.InOtherThread(() =>
            {
                using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(20));
                Assert.Throws<TimeoutException>(() => { spin.Lock(TimeSpan.Zero); });
                Assert.Throws<SynchronizationLockException>(spin.Unlock);
                return Assert.ThrowsAny<OperationCanceledException>(() => { spin.Lock(timeout: null, source.Token); });
            });
        }
    }

    [Fact]
    public void Barrier_ManyThreads_OneIsToldEachRound()
    {
        const int Threads = 3;
        const int Rounds = 100;
        using PosixBarrier barrier = PosixBarrier.Create(_room.At(0), Threads);
        int[] told = new int[Rounds];
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                if (barrier.Wait())
                    Interlocked.Increment(ref told[round]);
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());

        Assert.All(told, static count => Assert.Equal(1, count));
        Assert.Throws<ArgumentOutOfRangeException>(() => PosixBarrier.Create(_room.At(0), 0));
    }

    [Fact]
    public void Uncontended_AllocateNothing()
    {
        using PosixReaderWriterLock gate = PosixReaderWriterLock.Create(_room.At(0));
        using PosixSpinLock spin = PosixSpinLock.Create(_room.At(64));
        using PosixCondition condition = PosixCondition.Create(_room.At(128));

        Assert.Equal(0, Allocations.Least(1, () => Use(1000)));

        void Use(int times)
        {
            for (int i = 0; i < times; i++)
            {
                gate.LockRead().Dispose();
                gate.LockWrite().Dispose();
                spin.Lock().Dispose();
                condition.Signal();
            }
        }
    }
}
