using Causeway.Named;
using Causeway.Sys;

namespace Causeway.Tests.Named;

/// <summary>Waiting for any and for all of several objects.</summary>
public sealed class NamedSeveralTests : IDisposable
{
    private readonly NamedDomain _domain = new();
    private readonly NamedEvent _event;
    private readonly NamedSemaphore _semaphore;
    private readonly NamedMutex _mutex;
    private readonly NamedLock _lock;

    public NamedSeveralTests()
    {
        _event = NamedEvent.Create("event", initialState: false, EventResetMode.AutoReset, _domain.Domain);
        _semaphore = NamedSemaphore.Create("semaphore", 0, 5, domain: _domain.Domain);
        _mutex = NamedMutex.Create("mutex", _domain.Domain);
        _lock = NamedLock.Create("lock", _domain.Domain);
    }

    public void Dispose()
    {
        _event.Dispose();
        _semaphore.Dispose();
        _mutex.Dispose();
        _lock.Dispose();
        _domain.Dispose();
    }

    [Fact]
    public void WaitAny_SeveralFree_TakesTheFirstAlone()
    {
        _event.Set();
        _semaphore.Release(2);

        Assert.Equal(1, NamedWaitHandle.WaitAny([_lockTaken(), _semaphore, _event]));

        Assert.Equal(1, _semaphore.CurrentCount);
        Assert.True(_event.IsSet);

        NamedLock _lockTaken()
        {
            _lock.Acquire();
            return _lock;
        }
    }

    /// <summary>What is released for a signal that comes while the wait looks must not be taken for that of an earlier one: all later ones would be lost.</summary>
    [Fact]
    public void Several_SignalledWhileItLooks_EndsTheNextWait()
    {
        const int Rounds = 20_000;
        using SeveralWait several = new([_event, _semaphore], all: true);
        int answers = 0;
        bool isOver = false;
        Thread rings = new(() =>
        {
            for (; !Volatile.Read(ref isOver); Interlocked.Increment(ref answers))
                _event.Shared.AnswerDoorbell();
        });
        rings.Start();
        try
        {
            for (int round = 0; round < Rounds; round++)
            {
                several.Look();
                int before = Volatile.Read(ref answers);
                SpinWait.SpinUntil(() => Volatile.Read(ref answers) - before >= 2);
                Assert.True(several.Wait(Deadline.After(TimeSpan.Zero), CancellationToken.None), $"round {round}: a signal after the look did not end the wait");
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            rings.Join();
        }
    }

    [Fact]
    public void WaitAny_NoneInTime_TakesNone()
    {
        Assert.Equal(NamedWaitHandle.WaitTimeout, NamedWaitHandle.WaitAny([_event, _semaphore], TimeSpan.Zero));
        Assert.Equal(NamedWaitHandle.WaitTimeout, NamedWaitHandle.WaitAny([_event, _semaphore], TimeSpan.FromMilliseconds(20)));
        using CancellationTokenSource cancelled = new(TimeSpan.FromMilliseconds(20));
        Assert.Throws<OperationCanceledException>(() => NamedWaitHandle.WaitAny([_event, _semaphore], cancellationToken: cancelled.Token));

        // Nobody is left among those who wait: a signal stays.
        _event.Set();
        Assert.True(_event.WaitOne(TimeSpan.Zero));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WaitAny_OneReleasedByAnotherProcess_TakesIt(bool asynchronous)
    {
        using var peer = Peer.StartDotnet(ReleaseOnLine, _domain.Path);
        for (int round = 0; round < 20; round++)
        {
            peer.Send(round % 2 == 0 ? "event" : "semaphore");
            int index = asynchronous
                ? await NamedWaitHandle.WaitAnyAsync([_event, _semaphore])
                : await OwnThread.Start(() => NamedWaitHandle.WaitAny([_event, _semaphore]));
            Assert.Equal(round % 2, index);
            Assert.False(_event.IsSet);
            Assert.Equal(0, _semaphore.CurrentCount);
        }

        peer.CloseInput();
        peer.ExpectSuccess();
    }

    [Fact]
    public void WaitAll_OneMissing_TakesNone_AndNothingIsGivenAway()
    {
        _event.Set();
        _semaphore.Release(1);
        _lock.Acquire();

        Assert.False(NamedWaitHandle.WaitAll([_event, _semaphore, _mutex, _lock], TimeSpan.FromMilliseconds(20)));

        Assert.True(_event.IsSet);
        Assert.Equal(1, _semaphore.CurrentCount);
        Assert.Throws<SynchronizationLockException>(_mutex.Release);
        _lock.Release();
        Assert.True(NamedWaitHandle.WaitAll([_event, _semaphore, _mutex, _lock], TimeSpan.Zero));
        Assert.False(_event.IsSet);
        Assert.Equal(0, _semaphore.CurrentCount);
        _mutex.Release();
        _lock.Release();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WaitAll_LastOneReleasedByAnotherProcess_TakesAll(bool asynchronous)
    {
        using var peer = Peer.StartDotnet(ReleaseOnLine, _domain.Path);
        for (int round = 0; round < 20; round++)
        {
            peer.Send("event");
            peer.Send("semaphore");
            bool all = asynchronous
                ? await NamedWaitHandle.WaitAllAsync([_event, _semaphore, _lock])
                : await OwnThread.Start(() => NamedWaitHandle.WaitAll([_event, _semaphore, _lock]));
            Assert.True(all);
            Assert.False(_event.IsSet);
            Assert.Equal(0, _semaphore.CurrentCount);
            _lock.Release();
        }

        peer.CloseInput();
        peer.ExpectSuccess();
    }

    [Fact]
    public async Task WaitAll_TwoProcessesAndOppositeOrders_NeitherHangs()
    {
        using var left = NamedLock.Create("left", _domain.Domain);
        using var right = NamedLock.Create("right", _domain.Domain);
        using var peer = Peer.StartDotnet(TakeBoth, _domain.Path);
        for (int round = 0; round < 2000; round++)
        {
            Assert.True(await NamedWaitHandle.WaitAllAsync([left, right]));
            left.Release();
            right.Release();
        }

        peer.ExpectSuccess();
    }

    [Fact]
    public void WaitAll_ResetWhileItIsTried_DoesNotSetItAgain()
    {
        // Undoing gives a signal back only as long as nobody has reset the event since.
        _event.Set();
        int taken = _event.Shared.TryTake(0, urgent: false);
        _event.Reset();
        ((Causeway.Named.SharedEvent)_event.Shared).Restore(taken, out _);
        Assert.False(_event.IsSet);
    }

    [Fact]
    public void BadLists_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => NamedWaitHandle.WaitAny([]));
        Assert.Throws<DuplicateWaitObjectException>(() => NamedWaitHandle.WaitAll([_event, _lock, _event]));
        using var shared = NamedReaderWriterLock.Create("rw", domain: _domain.Domain);
        Assert.Throws<ArgumentException>(() => NamedWaitHandle.WaitAll([shared.ReadSide, _lock, shared.WriteSide], TimeSpan.Zero));
        Assert.True(NamedWaitHandle.WaitAll([shared.ReadSide, shared.UpgradeableReadSide], TimeSpan.Zero));
        Assert.Throws<ArgumentNullException>(() => NamedWaitHandle.WaitAny([_event, null!]));
    }

    [Fact]
    public async Task Mutex_CannotBeAwaited()
    {
        await Assert.ThrowsAsync<NotSupportedException>(async () => await NamedWaitHandle.WaitAnyAsync([_event, _mutex]));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await _mutex.WaitOneAsync());
    }

    internal static void ReleaseOnLine(string[] arguments)
    {
        Domain domain = Domain.Open(arguments[0]);
        using var @event = NamedEvent.OpenExisting("event", domain);
        using var semaphore = NamedSemaphore.OpenExisting("semaphore", domain);
        while (Console.ReadLine() is { } line)
        {
            if (line == "event")
                @event.Set();
            else
                semaphore.Release();
        }
    }

    internal static void TakeBoth(string[] arguments)
    {
        Domain domain = Domain.Open(arguments[0]);
        using var left = NamedLock.OpenExisting("left", domain);
        using var right = NamedLock.OpenExisting("right", domain);
        for (int round = 0; round < 2000; round++)
        {
            NamedWaitHandle.WaitAll([right, left]);
            right.Release();
            left.Release();
        }
    }
}
