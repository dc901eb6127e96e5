using Causeway.Sys;

namespace Causeway.Tests.Locks;

public sealed class PosixMutexTests : IDisposable
{
    private readonly LockRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Fact]
    public void Lock_ScopeDisposed_IsFree()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));

        using (mutex.Lock())
            Assert.False(TryInOtherThread(mutex));

        Assert.True(TryInOtherThread(mutex));
    }

    /// <summary>MTX-02.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lock_ErrorCheckingHeldByThisThread_IsEdeadlk(bool robust)
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0), PosixMutexKind.ErrorChecking, robust);
        using (mutex.Lock())
        {
            Assert.Equal(Errno.EDEADLK, Assert.Throws<SyscallException>(() => { mutex.Lock(); }).Errno);
            Assert.Equal(Errno.EDEADLK, Assert.Throws<SyscallException>(() => { mutex.Lock(TimeSpan.FromHours(1)); }).Errno);
            Assert.False(mutex.TryLock());
        }

        Assert.Throws<SynchronizationLockException>(mutex.Unlock);
        Assert.True(TryInOtherThread(mutex));
    }

    [Fact]
    public void Lock_NormalHeldByThisThread_TimesOut()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0), PosixMutexKind.Normal);
        using (mutex.Lock())
            Assert.Throws<TimeoutException>(() => { mutex.Lock(TimeSpan.FromMilliseconds(10)); });
        Assert.True(TryInOtherThread(mutex));
    }

    [Fact]
    public void Lock_Recursive_IsUnlockedAsOften()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0), PosixMutexKind.Recursive);
        mutex.Lock();
        Assert.True(mutex.TryLock());
        mutex.Unlock();
        Assert.False(TryInOtherThread(mutex));
        mutex.Unlock();

        Assert.Throws<SynchronizationLockException>(mutex.Unlock);
        Assert.True(TryInOtherThread(mutex));
    }

    [Theory]
    [InlineData(PosixMutexKind.Normal, false)]
    [InlineData(PosixMutexKind.Normal, true)]
    [InlineData(PosixMutexKind.Recursive, true)]
    [InlineData(PosixMutexKind.ErrorChecking, true)]
    public void Unlock_InAnotherThread_IsRefusedAndSaysWhy(PosixMutexKind kind, bool robust)
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0), kind, robust);
        using (mutex.Lock())
        {
            SynchronizationLockException refusal = LockCases.InOtherThread(() => Assert.Throws<SynchronizationLockException>(mutex.Unlock));
            Assert.Contains("no await", refusal.Message, StringComparison.Ordinal);
            LockCases.InOtherThread(() => Assert.Throws<SynchronizationLockException>(mutex.MarkConsistent));
            Assert.False(TryInOtherThread(mutex));
        }

        Assert.Throws<SynchronizationLockException>(mutex.Unlock);
    }

    /// <summary>MTX-13.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MarkConsistent_NobodyDied_IsEinval(bool robust)
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0), robust: robust);
        using (mutex.Lock())
            Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(mutex.MarkConsistent).Errno);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(20, true)]
    [InlineData(0, false)]
    [InlineData(20, false)]
    public void Lock_HeldByAnother_TimesOut_WithEitherClock(int milliseconds, bool clocklock)
    {
        bool usual = PosixMutex.UsesClocklock;
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        using Holder holder = new(mutex);
        try
        {
            PosixMutex.UsesClocklock &= clocklock;
            long started = Environment.TickCount64;
            Assert.Throws<TimeoutException>(() => { mutex.Lock(TimeSpan.FromMilliseconds(milliseconds)); });
            // TickCount64 is coarse: it may lag by a tick of the kernel.
            Assert.True(Environment.TickCount64 - started >= milliseconds - 16);
            holder.Dispose();
            mutex.Lock(TimeSpan.FromMilliseconds(milliseconds)).Dispose();
        }
        finally
        {
            PosixMutex.UsesClocklock = usual;
        }
    }

    [Fact]
    public void Lock_NegativeTimeout_IsRefused()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => { mutex.Lock(TimeSpan.FromSeconds(-2)); });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lock_CancelledWhileItWaits_ThrowsAndHoldsNothing(bool withTimeout)
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        using Holder holder = new(mutex);
        using CancellationTokenSource source = new();
        source.CancelAfter(TimeSpan.FromMilliseconds(30));

        var ended = Assert.ThrowsAny<OperationCanceledException>(() => { mutex.Lock(withTimeout ? TimeSpan.FromHours(1) : null, source.Token); });

        Assert.Equal(source.Token, ended.CancellationToken);
        Assert.Throws<SynchronizationLockException>(mutex.Unlock);
        holder.Dispose();
        Assert.ThrowsAny<OperationCanceledException>(() => { mutex.Lock(null, source.Token); });
        mutex.Lock().Dispose();
    }

    [Fact]
    public void Lock_ManyThreads_ExcludeEachOther()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        int inside = 0;
        int worst = 0;
        int total = 0;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 5000; i++)
            {
                using (mutex.Lock())
                {
                    worst = Math.Max(worst, ++inside);
                    total++;
                    inside--;
                }
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());

        Assert.Equal(1, worst);
        Assert.Equal(20_000, total);
    }

    [Fact]
    public void Lock_OwningThreadOfThisProcessEnded_NextIsTold()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        int owner = LockCases.InOtherThread(() =>
        {
            mutex.Lock();
            return LibC.gettid();
        });

        Assert.Throws<OwnerDiedException>(() => { mutex.Lock(TimeSpan.FromMinutes(1)); });
        // The memory goes when the kernel knows the thread no more.
        while (Directory.Exists($"/proc/self/task/{owner}"))
            Thread.Yield();
        mutex.MarkConsistent();
        mutex.Unlock();
        mutex.Lock().Dispose();
    }

    [Fact]
    public void Lock_Free_AllocatesNothing()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));

        Assert.Equal(0, Allocations.Least(1000, Use));

        void Use()
        {
            mutex.Lock().Dispose();
            mutex.Lock(TimeSpan.FromSeconds(1)).Dispose();
        }
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(4)]
    [InlineData(4096)]
    [InlineData(4064)]
    public void Create_PlaceThatCannotBe_IsRefused(long offset)
    {
        Assert.ThrowsAny<ArgumentException>(() => PosixMutex.Create(_room.At(offset)));
        Assert.ThrowsAny<ArgumentException>(() => PosixMutex.Open(_room.At(offset)));
    }

    [Fact]
    public void Create_NoPlaceOrNoKind_IsRefused()
    {
        Assert.Throws<ArgumentException>("place", () => PosixMutex.Create(default));
        Assert.Throws<ArgumentException>("place", () => PosixMutex.Create(LockPlace.At(12345)));
        Assert.Throws<ArgumentOutOfRangeException>("kind", () => PosixMutex.Create(_room.At(0), (PosixMutexKind)7));
    }

    private static bool TryInOtherThread(PosixMutex mutex) => LockCases.InOtherThread(() =>
    {
        if (!mutex.TryLock())
            return false;
        mutex.Unlock();
        return true;
    });

    /// <summary>Another thread that holds the mutex until it is disposed.</summary>
    private sealed class Holder : IDisposable
    {
        private readonly Thread _thread;
        private readonly ManualResetEventSlim _held = new();
        private readonly ManualResetEventSlim _end = new();

        public Holder(PosixMutex mutex)
        {
            _thread = new Thread(() =>
            {
                using (mutex.Lock())
                {
                    _held.Set();
                    _end.Wait();
                }
            });
            _thread.Start();
            _held.Wait();
        }

        public void Dispose()
        {
            _end.Set();
            _thread.Join();
        }
    }
}
