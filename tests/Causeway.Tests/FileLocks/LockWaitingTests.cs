using Causeway.Tests.Waiting;

namespace Causeway.Tests.FileLocks;

/// <summary>Both types of locks wait, give up and are cancelled alike.</summary>
public abstract class LockWaitingTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    protected string LockPath => _directory.PathOf("lock");

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What is tested, on <see cref="LockPath"/>.</summary>
    internal abstract ILock Open();

    [Fact]
    public void Lock_HeldByAnother_WaitsUntilItIsReleased()
    {
        using ILock holder = Open();
        using ILock waiter = Open();
        FileLockScope held = holder.Lock(FileLockMode.Exclusive);
        Thread waiting = new(() => waiter.Lock(FileLockMode.Exclusive));
        waiting.Start();
        LockingPeer.AwaitWaiter(LockPath);
        Assert.Null(waiter.HeldMode);

        held.Dispose();

        waiting.Join();
        Assert.Equal(FileLockMode.Exclusive, waiter.HeldMode);
    }

    [Fact]
    public void Lock_NobodyReleases_TimeoutAndCancelled()
    {
        using ILock holder = Open();
        using ILock waiter = Open();
        holder.Lock(FileLockMode.Shared);
        Assert.Throws<TimeoutException>(() => waiter.Lock(FileLockMode.Exclusive, TimeSpan.Zero));
        Assert.Throws<TimeoutException>(() => waiter.Lock(FileLockMode.Exclusive, TimeSpan.FromMilliseconds(20)));
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        Assert.ThrowsAny<OperationCanceledException>(() => waiter.Lock(FileLockMode.Exclusive, timeout: null, source.Token));
        Assert.Null(waiter.HeldMode);
        Assert.True(waiter.TryLock(FileLockMode.Shared));
    }

    [Fact]
    public async Task LockAsync_HeldByAnother_WaitsAndIsCancelled()
    {
        using ILock holder = Open();
        using ILock waiter = Open();
        FileLockScope held = holder.Lock(FileLockMode.Exclusive);
        using var source = new CancellationTokenSource();
        Task<FileLockScope> cancelled = waiter.LockAsync(FileLockMode.Exclusive, source.Token).AsTask();
        LockingPeer.AwaitWaiter(LockPath);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Null(waiter.HeldMode);
        Assert.Empty(Causeway.FileLocks.ListOf(LockPath).Single().Waiters);

        Task<FileLockScope> waiting = waiter.LockAsync(FileLockMode.Exclusive, CancellationToken.None).AsTask();
        LockingPeer.AwaitWaiter(LockPath);
        held.Dispose();
        (await waiting).Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter.LockAsync(FileLockMode.Exclusive, source.Token).AsTask());
        Assert.True(holder.TryLock(FileLockMode.Exclusive));
    }

    /// <summary>A call that is cancelled at the moment it gets the lock has it exactly when it says so.</summary>
    [Fact]
    public async Task Lock_CancelledWhileItIsGiven_IsHeldExactlyWhenItSucceeds()
    {
        using ILock holder = Open();
        using ILock waiter = Open();
        using ILock witness = Open();
        using Canceller canceller = new();
        Random random = TestLoad.NewRandom();
        int taken = 0;
        for (int round = 0; round < TestLoad.Rounds(6000); round++)
        {
            using var source = new CancellationTokenSource();
            FileLockScope held = holder.Lock(FileLockMode.Exclusive);
            canceller.CancelAfterSpins(source, random.Next(4000), random.Next(2) == 0 ? held.Dispose : null);
            bool got = await (round % 2 == 0 ? AttemptAsync(waiter, source.Token) : Task.Run(() => Attempt(waiter, source.Token)));
            canceller.WaitUntilDone();
            held.Dispose();
            Assert.Equal(got, waiter.HeldMode is not null);
            Assert.Equal(got, !witness.TryLock(FileLockMode.Exclusive));
            if (got)
                waiter.Unlock();
            else
                witness.Unlock();
            taken += got ? 1 : 0;
        }

        Assert.InRange(taken, 1, TestLoad.Rounds(6000) - 1);
    }

    /// <summary>LOCK-31.</summary>
    [Fact]
    public void Lock_SignalsDuringTheWait_GoesOn()
    {
        using ILock holder = Open();
        using ILock waiter = Open();
        FileLockScope held = holder.Lock(FileLockMode.Exclusive);
        using ManualResetEventSlim began = new();
        int thread = 0;
        Thread waiting = new(() =>
        {
            thread = Sys.LibC.gettid();
            began.Set();
            waiter.Lock(FileLockMode.Exclusive);
        });
        waiting.Start();
        began.Wait();
        LockingPeer.AwaitWaiter(LockPath);
        Interrupter.Install();
        for (int signal = 0; signal < 20; signal++)
            Assert.Equal(0, Sys.LibC.tgkill(Environment.ProcessId, thread, Interrupter.Signal.Number));

        held.Dispose();

        waiting.Join();
        Assert.Equal(FileLockMode.Exclusive, waiter.HeldMode);
    }

    [Fact]
    public void Dispose_WhileAnotherThreadWaits_LeavesNothingLocked()
    {
        using (ILock holder = Open())
        {
            ILock waiter = Open();
            FileLockScope held = holder.Lock(FileLockMode.Exclusive);
            Exception? failure = null;
            Thread waiting = new(() => failure = Record.Exception(() => waiter.Lock(FileLockMode.Exclusive)));
            waiting.Start();
            LockingPeer.AwaitWaiter(LockPath);
            waiter.Dispose();
            held.Dispose();
            waiting.Join();
            Assert.IsType<ObjectDisposedException>(failure);
            Assert.True(holder.TryLock(FileLockMode.Exclusive));
        }

        Assert.Empty(_directory.OpenFiles());
    }

    private static async Task<bool> AttemptAsync(ILock waiter, CancellationToken token)
    {
        try
        {
            await waiter.LockAsync(FileLockMode.Exclusive, token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static bool Attempt(ILock waiter, CancellationToken token)
    {
        try
        {
            waiter.Lock(FileLockMode.Exclusive, timeout: null, token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>What both types have in common.</summary>
    internal interface ILock : IDisposable
    {
        FileLockMode? HeldMode { get; }

        FileLockScope Lock(FileLockMode mode, TimeSpan? timeout = null, CancellationToken token = default);

        bool TryLock(FileLockMode mode);

        ValueTask<FileLockScope> LockAsync(FileLockMode mode, CancellationToken token);

        void Unlock();
    }
}

public sealed class FileLockWaitingTests : LockWaitingTests
{
    internal override ILock Open() => new Flock(FileLock.OpenOrCreate(LockPath));

    private sealed class Flock(FileLock one) : ILock
    {
        public FileLockMode? HeldMode => one.HeldMode;

        public FileLockScope Lock(FileLockMode mode, TimeSpan? timeout = null, CancellationToken token = default) => one.Lock(mode, timeout, token);

        public bool TryLock(FileLockMode mode) => one.TryLock(mode);

        public ValueTask<FileLockScope> LockAsync(FileLockMode mode, CancellationToken token) => one.LockAsync(mode, token);

        public void Unlock() => one.Unlock();

        public void Dispose() => one.Dispose();
    }
}

public sealed class RecordLockWaitingTests : LockWaitingTests
{
    internal override ILock Open() => new Range(RecordLock.OpenOrCreate(LockPath));

    private sealed class Range(RecordLock one) : ILock
    {
        private static readonly FileRange s_range = new(100, 50);

        public FileLockMode? HeldMode => one.HeldMode(s_range);

        public FileLockScope Lock(FileLockMode mode, TimeSpan? timeout = null, CancellationToken token = default) => one.Lock(s_range, mode, timeout, token);

        public bool TryLock(FileLockMode mode) => one.TryLock(s_range, mode);

        public ValueTask<FileLockScope> LockAsync(FileLockMode mode, CancellationToken token) => one.LockAsync(s_range, mode, token);

        public void Unlock() => one.Unlock(s_range);

        public void Dispose() => one.Dispose();
    }
}
