namespace Causeway.Tests.Named;

public sealed class NamedMutexTests : IDisposable
{
    private readonly NamedDomain _domain = new();
    private readonly NamedMutex _mutex;

    public NamedMutexTests() => _mutex = NamedMutex.Create("mutex", _domain.Domain);

    public void Dispose()
    {
        _mutex.Dispose();
        _domain.Dispose();
    }

    [Fact]
    public void Owner_MayWaitAgain_AndReleasesAsOften()
    {
        Assert.True(_mutex.WaitOne());
        Assert.True(_mutex.WaitOne(TimeSpan.Zero));
        using var other = NamedMutex.OpenExisting("mutex", _domain.Domain);
        Assert.True(other.WaitOne(0));
        other.Release();
        _mutex.ReleaseMutex();
        Assert.False(OnThread(() => _mutex.WaitOne(TimeSpan.Zero)));
        _mutex.Release();
        Assert.True(OnThread(() =>
        {
            bool taken = _mutex.WaitOne(TimeSpan.Zero);
            _mutex.Release();
            return taken;
        }));
    }

    [Fact]
    public void Release_ByAnotherThreadOrUnowned_IsRefused()
    {
        Assert.Throws<SynchronizationLockException>(_mutex.Release);
        _mutex.WaitOne();
        Assert.IsType<SynchronizationLockException>(OnThread(() => Record.Exception(_mutex.Release)));
        _mutex.Release();
    }

    [Fact]
    public void ThreadEndsWithIt_NextOfTheProcessIsToldOnce()
    {
        OnThread(() => _mutex.WaitOne());

        Assert.Throws<AbandonedMutexException>(() => _mutex.WaitOne());

        _mutex.Release();
        using (NamedMutexScope scope = _mutex.Enter())
            Assert.False(scope.PreviousOwnerDied);
    }

    [Fact]
    public async Task ThreadEndsWithIt_WhoeverSleepsInTheProcessIsTold()
    {
        using ManualResetEventSlim end = new();
        using ManualResetEventSlim held = new();
        using var never = NamedEvent.Create("never", initialState: false, EventResetMode.AutoReset, _domain.Domain);
        foreach (bool several in (bool[])[false, true])
        {
            end.Reset();
            held.Reset();
            Thread owner = new(() =>
            {
                _mutex.Enter();
                held.Set();
                end.Wait();
            });
            owner.Start();
            held.Wait();
            var waiting = OwnThread.Start(() => Record.Exception(() => Assert.Equal(1, several ? NamedWaitHandle.WaitAny([never, _mutex]) : _mutex.WaitOne() ? 1 : 0)));
            await ObjectBytes.UntilWaitersAsync(_domain, "mutex", 1);
            end.Set();
            Assert.Equal(several ? 1 : -1, Assert.IsType<AbandonedMutexException>(await waiting).MutexIndex);
        }
    }

    [Fact]
    public void ManyThreads_EachEndsWithIt_TheNextIsTold()
    {
        const int Threads = 20;
        int told = 0;
        using (_mutex.Enter())
        {
            for (int i = 0; i < Threads; i++)
            {
                new Thread(() =>
                {
                    if (_mutex.Enter().PreviousOwnerDied)
                        Interlocked.Increment(ref told);
                }).Start();
            }

            while (ObjectBytes.Waiters(_domain, "mutex") < Threads)
                Thread.Yield();
        }

        // Each gets it, and ends with it: all but the first are told.
        while (ObjectBytes.Waiters(_domain, "mutex") > 0)
            Thread.Yield();
        Assert.True(_mutex.Enter().PreviousOwnerDied);
        _mutex.Release();
        Assert.Equal(Threads - 1, Volatile.Read(ref told));
    }

    [Fact]
    public void LastHandleDisposedWhileHeld_NextOwnerIsTold()
    {
        using (var peer = Peer.StartDotnet(DisposeWhileHeld, _domain.Path))
            peer.ExpectSuccess();
        using (NamedMutexScope scope = _mutex.Enter(TimeSpan.Zero))
            Assert.True(scope.PreviousOwnerDied);
        using (NamedMutexScope scope = _mutex.Enter(TimeSpan.Zero))
            Assert.False(scope.PreviousOwnerDied);
    }

    internal static void DisposeWhileHeld(string[] arguments)
    {
        using var mutex = NamedMutex.OpenExisting("mutex", Domain.Open(arguments[0]));
        mutex.WaitOne();
    }

    [Fact]
    public void Enter_HeldByAnother_TimesOutOrIsCancelled()
    {
        _mutex.WaitOne();
        Assert.IsType<TimeoutException>(OnThread(() => Record.Exception(() => _mutex.Enter(TimeSpan.FromMilliseconds(10)).Dispose())));
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(10));
        Assert.IsType<OperationCanceledException>(OnThread(() => Record.Exception(() => _mutex.WaitOne(null, source.Token))), exactMatch: false);
        _mutex.Release();
        Assert.True(OnThread(() => _mutex.WaitOne(TimeSpan.Zero)));
    }

    [Fact]
    public async Task Dispose_LastHandle_EndsTheWaitsOfThisProcess()
    {
        using var holder = Peer.StartDotnet(HoldUntilTold, _domain.Path);
        holder.Expect("held");
        var waiting = OwnThread.Start(() => Record.Exception(() => _mutex.WaitOne()));
        await ObjectBytes.UntilWaitersAsync(_domain, "mutex", 1);

        _mutex.Dispose();

        Assert.IsType<ObjectDisposedException>(await waiting);
        Assert.Throws<ObjectDisposedException>(() => _mutex.WaitOne());
        holder.CloseInput();
        holder.ExpectSuccess();
    }

    internal static void HoldUntilTold(string[] arguments)
    {
        using var mutex = NamedMutex.OpenExisting("mutex", Domain.Open(arguments[0]));
        using (mutex.Enter())
        {
            Console.WriteLine("held");
            Console.ReadLine();
        }
    }

    [Fact]
    public async Task Holder_Stopped_KeepsTheMutexAlone()
    {
        using var other = NamedMutex.Create("other", _domain.Domain);
        using var holder = Peer.StartDotnet(HoldUntilTold, _domain.Path);
        holder.Expect("held");
        holder.Process.TrySendSignal(Signal.Stop);
        await ObjectBytes.UntilStoppedAsync(holder.Process.Id);

        Assert.False(_mutex.WaitOne(TimeSpan.Zero));
        Assert.True(other.WaitOne(TimeSpan.Zero));
        other.Release();
        holder.Process.TrySendSignal(Signal.Cont);
        holder.CloseInput();
        Assert.True(_mutex.WaitOne());
        _mutex.Release();
        holder.ExpectSuccess();
    }

    [Fact]
    public void Names_OfOtherKindsOrNothing_AreRefused()
    {
        Assert.Throws<LayoutMismatchException>(() => NamedEvent.OpenExisting("mutex", _domain.Domain));
        Assert.False(NamedMutex.TryOpenExisting("missing", out NamedMutex? missing, _domain.Domain));
        Assert.Null(missing);
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => NamedMutex.OpenExisting("missing", _domain.Domain)).Errno);
        Assert.Equal(Errno.EEXIST, Assert.Throws<SyscallException>(() => NamedMutex.Create("mutex", _domain.Domain)).Errno);
        Assert.Throws<ArgumentException>(() => NamedMutex.Create("a/b", _domain.Domain));
        using var present = NamedMutex.OpenOrCreate("mutex", out bool createdNew, _domain.Domain);
        Assert.False(createdNew);
    }

    [Fact]
    public void Uncontended_AllocatesNothing() => Assert.Equal(0, Allocations.Least(1000, () =>
    {
        _mutex.WaitOne();
        _mutex.Release();
    }));

    private static T OnThread<T>(Func<T> call)
    {
        T result = default!;
        Thread thread = new(() => result = call());
        thread.Start();
        thread.Join();
        return result;
    }
}
