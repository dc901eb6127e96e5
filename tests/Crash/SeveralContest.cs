using Causeway;

namespace Crash.Tests;

/// <summary>Either of two objects, or both: a semaphore and a lock.</summary>
internal sealed class SeveralContest(Domain domain, Guarded left, Guarded right) : Contest("left and right", left)
{
    private readonly NamedSemaphore _semaphore = NamedSemaphore.OpenOrCreate("left", 1, 1, domain: domain);
    private readonly NamedLock _lock = NamedLock.OpenOrCreate("right", domain);

    public override string[] Names => ["left", "right"];

    private NamedWaitHandle[] Both => [_semaphore, _lock];

    public override bool Visit(bool wait, int linger)
    {
        TimeSpan? timeout = wait ? null : TimeSpan.Zero;
        bool all = Random.Shared.Next(2) == 0;
        int index = 0;
        bool died = false;
        try
        {
            if (all ? !NamedWaitHandle.WaitAll(Both, timeout) : (index = NamedWaitHandle.WaitAny(Both, timeout)) == NamedWaitHandle.WaitTimeout)
                return false;
        }
        catch (AbandonedMutexException e)
        {
            (index, died) = (e.MutexIndex, true);
        }

        Use(all, index, died, linger);
        return true;
    }

    public override async Task VisitAsync(int linger, CancellationToken token)
    {
        bool all = Random.Shared.Next(2) == 0;
        int index = 0;
        bool died = false;
        try
        {
            if (all)
                await NamedWaitHandle.WaitAllAsync(Both, null, token);
            else
                index = await NamedWaitHandle.WaitAnyAsync(Both, null, token);
        }
        catch (AbandonedMutexException e)
        {
            (index, died) = (e.MutexIndex, true);
        }

        Use(all, index, died, linger);
    }

    public override bool IsHeldBy(NamedObjectDetails details, NamedObjectParticipant who) =>
        details.TurnCell == who.Cell || (details.Kind == NamedObjectKind.Semaphore ? who.Held != 0 : details.Value % 128 == who.Cell);

    public override void AssertWhole()
    {
        bool died = _lock.Acquire(TimeSpan.Zero).PreviousOwnerDied;
        right.Visit(died, 0);
        _lock.Release();
        Assert.True(NamedWaitHandle.WaitAll(Both, TimeSpan.Zero), "one of two objects is gone");
        Assert.Equal(NamedWaitHandle.WaitTimeout, NamedWaitHandle.WaitAny(Both, TimeSpan.Zero));
        Use(all: true, 0, died: false, 0);
        Assert.Equal(1, _semaphore.CurrentCount);
    }

    public override void Dispose() => Array.ForEach(Both, static one => one.Dispose());

    private void Use(bool all, int index, bool died, int linger)
    {
        if (all || index == 0)
            Guarded.Visit(ownerDied: false, linger);
        if (all || index == 1)
            right.Visit(died, linger);
        if (all || index == 0)
            _semaphore.Release();
        if (all || index == 1)
            _lock.Release();
    }
}
