namespace Causeway.Tests.Named;

public sealed class NamedReaderWriterLockTests : IDisposable
{
    private static readonly TimeSpan s_now = TimeSpan.Zero;
    private readonly NamedDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    private NamedReaderWriterLock Create(NamedReaderWriterPreference preference = NamedReaderWriterPreference.Writers) =>
        NamedReaderWriterLock.Create("rw", preference, _domain.Domain);

    private bool Reads(NamedReaderWriterLock @lock)
    {
        if (!@lock.ReadSide.WaitOne(s_now))
            return false;
        @lock.ExitRead();
        return true;
    }

    private bool Writes(NamedReaderWriterLock @lock)
    {
        if (!@lock.WriteSide.WaitOne(s_now))
            return false;
        @lock.ExitWrite();
        return true;
    }

    [Fact]
    public void Enter_ReadersTogether_WriterAlone()
    {
        using NamedReaderWriterLock @lock = Create();
        using (@lock.EnterRead())
        using (@lock.EnterRead())
        {
            Assert.True(Reads(@lock));
            Assert.False(Writes(@lock));
        }

        using (@lock.EnterWrite())
        {
            Assert.False(Reads(@lock));
            Assert.False(Writes(@lock));
            Assert.False(@lock.UpgradeableReadSide.WaitOne(s_now));
            Assert.Throws<TimeoutException>(() => @lock.EnterRead(s_now));
        }

        Assert.True(Writes(@lock));
    }

    [Fact]
    public void Upgrade_ReadersIn_WaitsForThemAndLetsNobodyIn()
    {
        using NamedReaderWriterLock @lock = Create(NamedReaderWriterPreference.Readers);
        @lock.ReadSide.WaitOne();
        using NamedUpgradeableReadScope reading = @lock.EnterUpgradeableRead();
        Assert.True(Reads(@lock));
        Assert.False(@lock.UpgradeableReadSide.WaitOne(s_now));
        Assert.False(Writes(@lock));
        Assert.Throws<TimeoutException>(() => reading.Upgrade(s_now));
        Assert.True(Reads(@lock));
        using CancellationTokenSource source = new();
        var upgraded = Task.Run(() => reading.Upgrade(cancellationToken: source.Token));
        while (Reads(@lock))
            Thread.Yield();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => upgraded.GetAwaiter().GetResult());
        Assert.True(Reads(@lock));
        @lock.ExitRead();
        using (reading.Upgrade(s_now))
        {
            Assert.False(Reads(@lock));
            Assert.Throws<SynchronizationLockException>(@lock.ExitUpgradeableRead);
            Assert.Throws<SynchronizationLockException>(() => reading.Upgrade(s_now));
        }

        Assert.True(Reads(@lock));
        Assert.False(Writes(@lock));
    }

    [Fact]
    public async Task UpgradeAsync_LastReaderLeaves_Writes()
    {
        using NamedReaderWriterLock @lock = Create();
        @lock.ReadSide.WaitOne();
        await using NamedUpgradeableReadScope reading = await @lock.EnterUpgradeableReadAsync();
        Task<NamedWriteScope> upgrading = reading.UpgradeAsync().AsTask();
        Task<NamedWriteScope> writing = @lock.EnterWriteAsync().AsTask();
        await ObjectBytes.UntilWaitersAsync(_domain, "rw", 2);
        @lock.ExitRead();
        NamedWriteScope written = await upgrading;
        Assert.False(writing.IsCompleted);
        written.Dispose();
        Assert.False(writing.IsCompleted);
        reading.Dispose();
        (await writing).Dispose();
        Assert.Throws<SynchronizationLockException>(reading.Dispose);
        @lock.UpgradeableReadSide.WaitOne();
    }

    [Fact]
    public void Exit_NotHeld_Refused()
    {
        using NamedReaderWriterLock @lock = Create();
        Assert.Throws<SynchronizationLockException>(@lock.ExitRead);
        Assert.Throws<SynchronizationLockException>(@lock.ExitWrite);
        Assert.Throws<SynchronizationLockException>(@lock.ExitUpgradeableRead);
        Assert.Throws<InvalidOperationException>(() => default(NamedUpgradeableReadScope).Upgrade());
        default(NamedReadScope).Dispose();
        default(NamedWriteScope).Dispose();
        default(NamedUpgradeableReadScope).Dispose();
    }

    [Fact]
    public void Open_OfWhatItIsNot_Refused()
    {
        using var @event = NamedEvent.Create("event", initialState: false, EventResetMode.AutoReset, _domain.Domain);
        Assert.Throws<LayoutMismatchException>(() => NamedReaderWriterLock.OpenExisting("event", _domain.Domain));
        Assert.False(NamedReaderWriterLock.TryOpenExisting("none", out _, _domain.Domain));
        Assert.Throws<ArgumentOutOfRangeException>(() => NamedReaderWriterLock.Create("rw", (NamedReaderWriterPreference)2, _domain.Domain));
        using NamedReaderWriterLock @lock = Create(NamedReaderWriterPreference.Readers);
        using var again = NamedReaderWriterLock.OpenOrCreate("rw", NamedReaderWriterPreference.Writers, out bool createdNew, _domain.Domain);
        Assert.False(createdNew);
        Assert.Equal(NamedReaderWriterPreference.Readers, again.Preference);
    }

    [Fact]
    public async Task Writers_OneWaits_NewReadersWait()
    {
        using NamedReaderWriterLock @lock = Create(NamedReaderWriterPreference.Writers);
        @lock.ReadSide.WaitOne();
        var writer = Task.Run(() => @lock.EnterWrite());
        while (Reads(@lock))
            await Task.Yield();
        using CancellationTokenSource source = new();
        Task<NamedReadScope> reader = @lock.EnterReadAsync().AsTask();
        Task<NamedReadScope> cancelled = @lock.EnterReadAsync(cancellationToken: source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(reader.IsCompleted);
        @lock.ExitRead();
        NamedWriteScope writing = await writer;
        Assert.False(reader.IsCompleted);
        writing.Dispose();
        (await reader).Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Writers_TheOneThatWaitsGivesUp_ReadersComeIn(bool asynchronous)
    {
        using NamedReaderWriterLock @lock = Create(NamedReaderWriterPreference.Writers);
        @lock.ReadSide.WaitOne();
        using CancellationTokenSource source = new();
        Task writer = asynchronous ? @lock.EnterWriteAsync(cancellationToken: source.Token).AsTask() : Task.Run(() => @lock.EnterWrite(cancellationToken: source.Token));
        while (Reads(@lock))
            await Task.Yield();
        Task<NamedReadScope> reader = @lock.EnterReadAsync().AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer);
        (await reader).Dispose();
    }

    [Theory]
    [InlineData(NamedReaderWriterPreference.Writers)]
    [InlineData(NamedReaderWriterPreference.Readers)]
    public async Task Writer_ReadersOverlapForEver_GetsIn(NamedReaderWriterPreference preference)
    {
        using NamedReaderWriterLock @lock = Create(preference);
        bool written = false;
        @lock.ReadSide.WaitOne();
        var readers = Task.Run(() =>
        {
            // One more comes in before the one before leaves.
            while (!Volatile.Read(ref written))
            {
                if (!@lock.ReadSide.WaitOne(s_now))
                    break;
                @lock.ExitRead();
                if (ObjectBytes.Waiters(_domain, "rw") == 0)
                    continue;
                if (@lock.ReadSide.WaitOne(s_now))
                    @lock.ExitRead();
                else
                    break;
            }
        });
        var writer = Task.Run(() => @lock.EnterWrite().Dispose());

        // Ends when a writer that waits keeps readers out: with readers' preference after it was woken for nothing.
        await readers;
        @lock.ExitRead();
        await writer;
        Volatile.Write(ref written, true);
    }

    [Theory]
    [InlineData(NamedReaderWriterPreference.Writers)]
    [InlineData(NamedReaderWriterPreference.Readers)]
    public async Task Reader_WritersComeForEver_GetsIn(NamedReaderWriterPreference preference)
    {
        using NamedReaderWriterLock @lock = Create(preference);
        using CancellationTokenSource done = new();
        Task[] writers =
        [
            .. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                while (!done.IsCancellationRequested)
                    @lock.EnterWrite().Dispose();
            })),
        ];
        for (int i = 0; i < 5; i++)
            await Task.Run(() => @lock.EnterRead().Dispose());
        await done.CancelAsync();
        await Task.WhenAll(writers);
    }

    [Fact]
    public async Task ExitWrite_ManyReadersWait_AllComeIn()
    {
        using NamedReaderWriterLock @lock = Create();
        NamedWriteScope writing = @lock.EnterWrite();
        using Barrier together = new(8);
        Task[] threads = [.. Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task<NamedReadScope>[] awaited = [.. Enumerable.Range(0, 8).Select(_ => @lock.EnterReadAsync().AsTask())];
        await ObjectBytes.UntilWaitersAsync(_domain, "rw", 16);
        writing.Dispose();
        await Task.WhenAll(threads);
        foreach (NamedReadScope scope in await Task.WhenAll(awaited))
            scope.Dispose();
        Assert.True(Writes(@lock));

        void Read()
        {
            using NamedReadScope reading = @lock.EnterRead();
            together.SignalAndWait();
        }
    }

    [Fact]
    public void Pairs_Warm_AllocateNothing()
    {
        using NamedReaderWriterLock @lock = Create();
        Assert.Equal(0, Allocations.Least(1000, () =>
        {
            @lock.EnterRead().Dispose();
            @lock.EnterWrite().Dispose();
            using NamedUpgradeableReadScope reading = @lock.EnterUpgradeableRead();
            reading.Upgrade().Dispose();
        }));
    }
}
