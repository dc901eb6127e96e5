using Causeway;

namespace Crash.Tests;

/// <summary>Whoever does not wait for the event sets it.</summary>
internal sealed class EventContest(Domain domain, Guarded guarded) : Contest("event", guarded)
{
    private readonly NamedEvent _event = NamedEvent.OpenOrCreate("event", initialState: false, EventResetMode.AutoReset, domain);

    public override bool NeedsLeader => true;

    public override bool Visit(bool wait, int linger)
    {
        if (wait)
        {
            bool got = _event.WaitOne();
            Guarded.CountGrant();
            return got;
        }

        Guarded.CountSignal();
        _event.Set();
        return true;
    }

    public override async Task VisitAsync(int linger, CancellationToken token)
    {
        await _event.WaitOneAsync(null, token);
        Guarded.CountGrant();
    }

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

/// <summary>Who leads sets it, and resets it when all have seen it; the others set it as well, so that they may die of it.</summary>
internal sealed class ManualEventContest(Domain domain, Guarded guarded) : Contest("manual", guarded)
{
    private readonly NamedEvent _event = NamedEvent.OpenOrCreate("manual", initialState: false, EventResetMode.ManualReset, domain);

    public override bool NeedsLeader => true;

    public override bool Visit(bool wait, int linger)
    {
        if (wait)
            return _event.WaitOne();
        _event.Set();
        return true;
    }

    public override async Task VisitAsync(int linger, CancellationToken token) => await _event.WaitOneAsync(null, token);

    public override bool Lead(int linger, Func<bool> othersWentOn)
    {
        _event.Set();
        while (!othersWentOn())
            Thread.Sleep(1);
        _event.Reset();
        return true;
    }

    /// <summary>It gives nothing to anybody alone.</summary>
    public override bool IsHeldBy(NamedObjectDetails details, NamedObjectParticipant who) => false;

    public override void AssertWhole()
    {
        _event.Reset();
        Assert.False(_event.WaitOne(TimeSpan.Zero));
        _event.Set();
        Assert.True(_event.WaitOne(TimeSpan.Zero));
        Assert.True(_event.WaitOne(TimeSpan.Zero));
        _event.Reset();
    }

    public override void Dispose() => _event.Dispose();
}
