using System.Globalization;
using Causeway;

namespace Crash.Tests;

/// <summary>Everybody joins, ends two phases with whoever is there, and leaves.</summary>
internal sealed class BarrierContest(Domain domain, Guarded guarded) : Contest("barrier", guarded)
{
    private readonly NamedBarrier _barrier = NamedBarrier.OpenOrCreate("barrier", 0, domain);

    public override bool Visit(bool wait, int linger)
    {
        long phase = Join(linger);
        if (wait)
        {
            AssertOver(phase, _barrier.SignalAndWait());
            AssertIn(phase + 1, linger);
            AssertOver(phase + 1, _barrier.SignalAndWait());
        }
        else if (_barrier.TrySignalAndWait(TimeSpan.Zero, out NamedBarrierPhase over))
        {
            AssertOver(phase, over);
        }

        _barrier.RemoveParticipants();
        return true;
    }

    public override async Task VisitAsync(int linger, CancellationToken token)
    {
        long phase = Join(linger);
        AssertOver(phase, await _barrier.SignalAndWaitAsync(null, token));
        AssertIn(phase + 1, linger);
        AssertOver(phase + 1, await _barrier.SignalAndWaitAsync(null, token));
        _barrier.RemoveParticipants();
    }

    public override bool IsHeldBy(NamedObjectDetails details, NamedObjectParticipant who) => who.Held != 0;

    public override void AssertWhole()
    {
        Assert.Equal(0, _barrier.ParticipantCount);
        long phase = _barrier.AddParticipants();
        AssertOver(phase, _barrier.SignalAndWait(TimeSpan.Zero));
        NamedBarrierPhase next = _barrier.SignalAndWait(TimeSpan.Zero);
        AssertOver(phase + 1, next);
        Assert.False(next.MemberDied, "told of a death in a phase in which nobody died");
        _barrier.RemoveParticipants();
    }

    public override void Dispose() => _barrier.Dispose();

    private long Join(int linger)
    {
        long phase = _barrier.AddParticipants();
        AssertIn(phase, linger);
        return phase;
    }

    /// <summary>No phase ends without a member that has not arrived.</summary>
    private void AssertIn(long phase, int linger)
    {
        Staying.For(linger);
        if (_barrier.CurrentPhaseNumber is var now && now != phase)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"phase {now} has come while a member had not ended phase {phase}"));
    }

    private static void AssertOver(long phase, NamedBarrierPhase over)
    {
        if (over.Number != phase)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"ended phase {phase}, and was told of the end of {over.Number}"));
    }
}
