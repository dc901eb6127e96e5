namespace Causeway.Tests.Locks;

/// <summary>Read-write locks, barriers and spin locks within one process.</summary>
public sealed class OtherLocksTests : IDisposable
{
    private readonly LockRoom _room = new();

    public void Dispose() => _room.Dispose();

    /// <summary>MTX-22.</summary>
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
