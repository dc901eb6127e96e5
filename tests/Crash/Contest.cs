using Causeway;

namespace Crash.Tests;

/// <summary>One object for which processes compete, and what it guards.</summary>
internal abstract class Contest(string name, Guarded guarded) : IDisposable
{
    public string Name => name;

    protected Guarded Guarded => guarded;

    /// <summary>Gets in, and out again.</summary>
    /// <param name="wait">False: only if it can at once.</param>
    /// <param name="linger">How long to stay.</param>
    /// <returns>Whether it got in.</returns>
    public abstract bool Visit(bool wait, int linger);

    /// <summary>The same, awaited.</summary>
    public abstract Task VisitAsync(int linger, CancellationToken token);

    /// <summary>Whether a process holds so much that others cannot go on; or comes next, so that they may not.</summary>
    public virtual bool IsHeldBy(NamedObjectDetails details, NamedObjectParticipant who) => details.TurnCell == who.Cell || details.Value % 128 == who.Cell;

    /// <summary>Everything can be had, once, and is there again afterwards.</summary>
    public abstract void AssertWhole();

    public abstract void Dispose();

    /// <summary>All of them; whoever is first makes them.</summary>
    public static Contest[] Open(Domain domain, Plain plain) =>
    [
        new SemaphoreContest(domain, plain.GuardedOf(0, SemaphoreContest.Units)),
        new MutexContest(domain, plain.GuardedOf(1, 1)),
        new LockContest(domain, plain.GuardedOf(2, 1)),
        new EventContest(domain, plain.GuardedOf(3, 1)),
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

/// <summary>Whoever does not wait for the event sets it.</summary>
internal sealed class EventContest(Domain domain, Guarded guarded) : Contest("event", guarded)
{
    private readonly NamedEvent _event = NamedEvent.OpenOrCreate("event", initialState: false, EventResetMode.AutoReset, domain);

    public override bool Visit(bool wait, int linger)
    {
        if (wait)
            return _event.WaitOne();
        _event.Set();
        return true;
    }

    public override async Task VisitAsync(int linger, CancellationToken token) => await _event.WaitOneAsync(null, token);

    public override bool IsHeldBy(NamedObjectDetails details, NamedObjectParticipant who) => details.TurnCell == who.Cell;

    public override void AssertWhole()
    {
        _event.Reset();
        Assert.False(_event.WaitOne(TimeSpan.Zero));
        _event.Set();
        Assert.True(_event.WaitOne(TimeSpan.Zero));
        Assert.False(_event.WaitOne(TimeSpan.Zero));
    }

    public override void Dispose() => _event.Dispose();
}
