using Causeway;

namespace Crash.Tests;

/// <summary>One object for which processes compete, and what it guards.</summary>
internal abstract class Contest(string name, Guarded guarded = default) : IDisposable
{
    public string Name => name;

    /// <summary>The objects that it is about.</summary>
    public virtual string[] Names => [name];

    /// <summary>Whether nobody gets in without the one who leads, so that it must stay until the others have finished.</summary>
    public virtual bool NeedsLeader => false;

    /// <summary>Whether its visits can be awaited without keeping a thread.</summary>
    public virtual bool IsAwaitable => true;

    protected Guarded Guarded => guarded;

    /// <summary>Gets in, and out again.</summary>
    /// <param name="wait">False: only if it can at once.</param>
    /// <param name="linger">How long to stay.</param>
    /// <returns>Whether it got in.</returns>
    public abstract bool Visit(bool wait, int linger);

    /// <summary>The same, awaited.</summary>
    public abstract Task VisitAsync(int linger, CancellationToken token);

    /// <summary>What one survivor alone does, who never waits.</summary>
    /// <param name="linger">How long to stay.</param>
    /// <param name="othersWentOn">Whether all other survivors have got in since.</param>
    /// <returns>Whether it did something.</returns>
    public virtual bool Lead(int linger, Func<bool> othersWentOn) => Visit(wait: false, linger);

    /// <summary>Whether a process holds so much that others cannot go on; or comes next, so that they may not.</summary>
    public virtual bool IsHeldBy(NamedObjectDetails details, NamedObjectParticipant who) => details.TurnCell == who.Cell || details.Value % 128 == who.Cell;

    /// <summary>Everything can be had, once, and is there again afterwards.</summary>
    public abstract void AssertWhole();

    public abstract void Dispose();

    /// <summary>All of them; whoever is first makes them.</summary>
    /// <param name="domain">Where.</param>
    /// <param name="plain">What they guard.</param>
    /// <param name="mortal">Whether this process will be killed.</param>
    public static Contest[] Open(Domain domain, Plain plain, bool mortal = false) =>
    [
        new SemaphoreContest(domain, plain.GuardedOf(0, SemaphoreContest.Units)),
        new MutexContest(domain, plain.GuardedOf(1, 1)),
        new LockContest(domain, plain.GuardedOf(2, 1)),
        new EventContest(domain, plain.GuardedOf(3, 1)),
        new ManualEventContest(domain, plain.GuardedOf(4, 1)),
        new ReaderWriterContest(domain, plain.GuardedOf(5, 1), mortal),
        new CountdownContest(domain, plain.GuardedOf(6, 1)),
        new BarrierContest(domain, plain.GuardedOf(7, 1)),
        new SeveralContest(domain, plain.GuardedOf(8, 1, tells: false), plain.GuardedOf(9, 1)),
        new MemoryContest(domain),
    ];
}

internal sealed class SemaphoreContest(Domain domain, Guarded guarded) : Contest("semaphore", guarded)
{
    public const int Units = 2;
    private readonly NamedSemaphore _semaphore = NamedSemaphore.OpenOrCreate("semaphore", Units, Units, domain: domain);

    public override bool Visit(bool wait, int linger)
    {
        if (!_semaphore.WaitOne(wait ? null : TimeSpan.Zero))
            return false;
        Guarded.Visit(ownerDied: false, linger);
        _semaphore.Release();
        return true;
    }

    public override async Task VisitAsync(int linger, CancellationToken token)
    {
        await _semaphore.WaitOneAsync(null, token);
        Guarded.Visit(ownerDied: false, linger);
        _semaphore.Release();
    }

    public override bool IsHeldBy(NamedObjectDetails details, NamedObjectParticipant who) => who.Held + (details.TurnCell == who.Cell ? 1 : 0) >= Units;

    public override void AssertWhole()
    {
        for (int i = 0; i < Units; i++)
            Assert.True(_semaphore.WaitOne(TimeSpan.Zero), $"unit {i} of the semaphore is gone");
        Assert.False(_semaphore.WaitOne(TimeSpan.Zero), "the semaphore has a unit too many");
        _semaphore.Release(Units);
        Assert.Equal(Units, _semaphore.CurrentCount);
    }

    public override void Dispose() => _semaphore.Dispose();
}

internal sealed class MutexContest(Domain domain, Guarded guarded) : Contest("mutex", guarded)
{
    private readonly NamedMutex _mutex = NamedMutex.OpenOrCreate("mutex", domain);

    /// <summary>It belongs to a thread.</summary>
    public override bool IsAwaitable => false;

    public override bool Visit(bool wait, int linger)
    {
        bool died = false;
        try
        {
            if (!_mutex.WaitOne(wait ? null : TimeSpan.Zero))
                return false;
        }
        catch (AbandonedMutexException)
        {
            died = true;
        }

        Guarded.Visit(died, linger);
        _mutex.Release();
        return true;
    }

    public override Task VisitAsync(int linger, CancellationToken token)
    {
        Visit(wait: true, linger);
        return Task.CompletedTask;
    }

    public override void AssertWhole()
    {
        Assert.True(Visit(wait: false, 0));
        using NamedMutexScope again = _mutex.Enter(TimeSpan.Zero);
        Assert.False(again.PreviousOwnerDied, "told twice of one death");
    }

    public override void Dispose() => _mutex.Dispose();
}

internal sealed class LockContest(Domain domain, Guarded guarded) : Contest("lock", guarded)
{
    private readonly NamedLock _lock = NamedLock.OpenOrCreate("lock", domain);

    public override bool Visit(bool wait, int linger)
    {
        try
        {
            using NamedLockScope held = _lock.Acquire(wait ? null : TimeSpan.Zero);
            Guarded.Visit(held.PreviousOwnerDied, linger);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public override async Task VisitAsync(int linger, CancellationToken token)
    {
        using NamedLockScope held = await _lock.AcquireAsync(null, token);
        Guarded.Visit(held.PreviousOwnerDied, linger);
    }

    public override void AssertWhole()
    {
        Assert.True(Visit(wait: false, 0));
        using NamedLockScope again = _lock.Acquire(TimeSpan.Zero);
        Assert.False(again.PreviousOwnerDied, "told twice of one death");
    }

    public override void Dispose() => _lock.Dispose();
}
