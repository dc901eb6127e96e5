using Causeway;

namespace Crash.Tests;

/// <summary>Everybody adds a count and signals it, and waits until none is missing; who leads begins anew.</summary>
internal sealed class CountdownContest(Domain domain, Guarded guarded) : Contest("countdown", guarded)
{
    private const int Looks = 10;
    private readonly NamedCountdown _countdown = NamedCountdown.OpenOrCreate("countdown", 0, NamedCountdownOptions.SignalForTheDead, domain);

    public override bool Visit(bool wait, int linger)
    {
        AddAndSignal(linger);
        return !wait || _countdown.WaitOne();
    }

    public override async Task VisitAsync(int linger, CancellationToken token)
    {
        AddAndSignal(linger);
        await _countdown.WaitOneAsync(null, token);
    }

    /// <summary>Who waits may miss that none was missing, if it is not for long.</summary>
    public override bool Lead(int linger, Func<bool> othersWentOn)
    {
        if (!_countdown.IsSet)
            return true;
        for (int look = 0; look < Looks && !othersWentOn(); look++)
            Thread.Sleep(1);
        _countdown.Reset(1);
        Staying.For(linger);
        _countdown.Signal();
        return true;
    }

    public override bool IsHeldBy(NamedObjectDetails details, NamedObjectParticipant who) => who.Held != 0;

    public override void AssertWhole()
    {
        Assert.Equal(0, _countdown.CurrentCount);
        _countdown.Reset(2);
        Assert.False(_countdown.SignallerDied, "told of a death after a reset");
        Assert.False(_countdown.Signal());
        Assert.False(_countdown.WaitOne(TimeSpan.Zero), "set, and a signal is missing");
        Assert.True(_countdown.Signal());
        Assert.True(_countdown.WaitOne(TimeSpan.Zero));
    }

    public override void Dispose() => _countdown.Dispose();

    private void AddAndSignal(int linger)
    {
        if (!_countdown.TryAddCount())
            return;
        Staying.For(linger);
        if (_countdown.IsSet)
            throw new InvalidOperationException("the countdown is set, and a signal of this process is missing");
        _countdown.Signal();
    }
}
