namespace Causeway.Tests.Locks;

/// <summary>Conditions within one process.</summary>
public sealed class PosixConditionTests : IDisposable
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
}
