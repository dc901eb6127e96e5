namespace Causeway.Tests.Named;

/// <summary>A wait for all that has taken some and cannot have the last gives back what it took, whatever happens to that meanwhile.</summary>
public sealed class NamedSeveralUndoTests : IDisposable
{
    private readonly NamedDomain _domain = new();
    private readonly NamedEvent _event;
    private readonly NamedEvent _manual;
    private readonly NamedSemaphore _semaphore;
    private readonly NamedMutex _mutex;
    private readonly NamedLock _lock;
    private readonly NamedReaderWriterLock _read;
    private readonly NamedReaderWriterLock _written;

    public NamedSeveralUndoTests()
    {
        _event = NamedEvent.Create("event", initialState: true, EventResetMode.AutoReset, _domain.Domain);
        _manual = NamedEvent.Create("manual", initialState: true, EventResetMode.ManualReset, _domain.Domain);
        _semaphore = NamedSemaphore.Create("semaphore", 2, 5, domain: _domain.Domain);
        _mutex = NamedMutex.Create("mutex", _domain.Domain);
        _lock = NamedLock.Create("lock", _domain.Domain);
        _read = NamedReaderWriterLock.Create("read", domain: _domain.Domain);
        _written = NamedReaderWriterLock.Create("written", domain: _domain.Domain);
    }

    private NamedWaitHandle[] Awaitable => [_event, _manual, _semaphore, _lock, _read.ReadSide, _read.UpgradeableReadSide, _written.WriteSide];

    public void Dispose()
    {
        foreach (NamedObject one in (NamedObject[])[_event, _manual, _semaphore, _mutex, _lock, _read, _written])
            one.Dispose();
        _domain.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LastCannotBeHad_AllAreGivenBack(bool asynchronous)
    {
        using var missing = MissingOne.Create(_domain);

        Assert.False(asynchronous
            ? await NamedWaitHandle.WaitAllAsync([missing, .. Awaitable], TimeSpan.Zero)
            : NamedWaitHandle.WaitAll([missing, _mutex, .. Awaitable], TimeSpan.Zero));

        Assert.True(missing.Tries > 0);
        AssertNothingIsTaken();
    }

    [Fact]
    public void MutexThatTheCallerHasAlready_IsLeftToIt()
    {
        using var missing = MissingOne.Create(_domain);
        _mutex.WaitOne();
        _mutex.WaitOne();

        Assert.False(NamedWaitHandle.WaitAll([missing, _mutex, _lock], TimeSpan.Zero));

        Assert.True(missing.Tries > 0);
        _mutex.Release();
        _mutex.Release();
        AssertNothingIsTaken();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LastIsDisposedWhileTheOthersAreTaken_AllAreGivenBack(bool asynchronous)
    {
        using var missing = MissingOne.Create(_domain, static one => one.Dispose());

        if (asynchronous)
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await NamedWaitHandle.WaitAllAsync([missing, .. Awaitable]));
        else
            Assert.Throws<ObjectDisposedException>(() => NamedWaitHandle.WaitAll([missing, _mutex, .. Awaitable]));

        Assert.Equal(1, missing.Tries);
        AssertNothingIsTaken();
    }

    /// <summary>Whichever comes first in the order: what is given back before and after it must not be left out.</summary>
    [Fact]
    public void OneThatIsTakenIsDisposed_TheOthersAreGivenBack()
    {
        List<NamedLock> locks = [.. Enumerable.Range(0, 5).Select(i => NamedLock.Create($"lock {i}", _domain.Domain))];
        using var missing = MissingOne.Create(_domain, _ => locks[2].Dispose());

        Assert.Throws<ObjectDisposedException>(() => NamedWaitHandle.WaitAll([missing, .. Awaitable, .. locks], TimeSpan.Zero));

        Assert.Equal(1, missing.Tries);
        locks[2] = NamedLock.OpenExisting("lock 2", _domain.Domain);
        foreach (NamedLock one in locks)
        {
            // It was held when it was closed: as by a process that died.
            Assert.Equal(one == locks[2], one.Acquire(TimeSpan.Zero).PreviousOwnerDied);
            one.Dispose();
        }

        AssertNothingIsTaken();
    }

    [Fact]
    public void OneThatIsTakenIsReleasedByAnother_TheOthersAreGivenBack()
    {
        using var missing = MissingOne.Create(_domain, _ => _lock.Release());

        Assert.False(NamedWaitHandle.WaitAll([missing, .. Awaitable], TimeSpan.Zero));

        Assert.True(missing.Tries > 0);
        AssertNothingIsTaken();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OneIsDisposedWhileItSleeps_SaysSo_AndNothingIsTaken(bool asynchronous)
    {
        using var never = NamedEvent.Create("never", initialState: false, EventResetMode.AutoReset, _domain.Domain);
        Task<bool> waiting = asynchronous
            ? NamedWaitHandle.WaitAllAsync([never, .. Awaitable]).AsTask()
            : OwnThread.Start(() => NamedWaitHandle.WaitAll([never, _mutex, .. Awaitable]));
        await ObjectBytes.UntilWaitersAsync(_domain, "never", 1);

        never.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        AssertNothingIsTaken();
    }

    /// <summary>By another thread: the caller would get a mutex that it has.</summary>
    private void AssertNothingIsTaken()
    {
        Exception? failure = null;
        Thread other = new(() => failure = Record.Exception(() =>
        {
            Assert.True(_mutex.WaitOne(0));
            _mutex.Release();
        }));
        other.Start();
        other.Join();
        Assert.Null(failure);
        Assert.Equal((true, true, 2), (_event.IsSet, _manual.IsSet, _semaphore.CurrentCount));
        using (NamedLockScope held = _lock.Acquire(TimeSpan.Zero))
            Assert.False(held.PreviousOwnerDied);
        foreach (NamedReaderWriterLock one in (NamedReaderWriterLock[])[_read, _written])
        {
            using NamedWriteScope held = one.EnterWrite(TimeSpan.Zero);
            Assert.False(held.PreviousOwnerDied);
        }
    }
}
