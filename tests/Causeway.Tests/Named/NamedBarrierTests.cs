namespace Causeway.Tests.Named;

public sealed class NamedBarrierTests : IDisposable
{
    private static readonly TimeSpan s_now = TimeSpan.Zero;
    private readonly NamedDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    private NamedBarrier Create(int participants) => NamedBarrier.Create("barrier", participants, _domain.Domain);

    [Fact]
    public void Phases_OneMember_GoOn()
    {
        using NamedBarrier barrier = Create(1);
        Assert.Throws<InvalidOperationException>(() => barrier.SignalAndWait());
        Assert.Equal(0, barrier.AddParticipants());
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(new NamedBarrierPhase(i, MemberDied: false), barrier.SignalAndWait());
            Assert.Equal(i + 1, barrier.CurrentPhaseNumber);
        }
    }

    [Fact]
    public void AddParticipants_TakesPlaces_ThenNewOnes()
    {
        using NamedBarrier barrier = Create(3);
        Assert.Equal(3, barrier.ParticipantCount);
        barrier.AddParticipants(2);
        Assert.Equal(3, barrier.ParticipantCount);
        barrier.AddParticipants(2);
        Assert.Equal(4, barrier.ParticipantCount);
        Assert.Throws<InvalidOperationException>(() => barrier.AddParticipants(252));
        Assert.Throws<InvalidOperationException>(() => barrier.AddParticipants(int.MaxValue));
        barrier.AddParticipants(251);
        Assert.Equal(255, barrier.ParticipantCount);
        barrier.RemoveParticipants(255);
        Assert.Equal(0, barrier.ParticipantCount);
        Assert.Throws<InvalidOperationException>(() => barrier.RemoveParticipants());
        Assert.Equal(0, barrier.CurrentPhaseNumber);
    }

    [Fact]
    public void Arguments_OutOfRange_Refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(256));
        using NamedBarrier barrier = Create(0);
        Assert.Throws<ArgumentOutOfRangeException>(() => barrier.AddParticipants(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => barrier.RemoveParticipants(0));
        using var @lock = NamedLock.Create("lock", _domain.Domain);
        Assert.Throws<LayoutMismatchException>(() => NamedBarrier.OpenExisting("lock", _domain.Domain));
        Assert.False(NamedBarrier.TryOpenExisting("none", out _, _domain.Domain));
    }

    [Fact]
    public async Task SignalAndWait_GivenUp_ArrivalIsWithdrawn()
    {
        using NamedBarrier barrier = Create(2);
        barrier.AddParticipants(2);
        Assert.False(barrier.TrySignalAndWait(s_now, out _));
        Assert.Equal(2, barrier.ParticipantsRemaining);
        Assert.Throws<TimeoutException>(() => barrier.SignalAndWait(TimeSpan.FromMilliseconds(1)));
        await Assert.ThrowsAsync<TimeoutException>(() => barrier.SignalAndWaitAsync(TimeSpan.FromMilliseconds(1)).AsTask());
        using CancellationTokenSource source = new();
        Task<NamedBarrierPhase> awaited = barrier.SignalAndWaitAsync(cancellationToken: source.Token).AsTask();
        await ObjectBytes.UntilWaitersAsync(_domain, "barrier", 1);
        Assert.Equal(1, barrier.ParticipantsRemaining);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => awaited);
        Assert.Equal(2, barrier.ParticipantsRemaining);
        using CancellationTokenSource other = new();
        var thread = Task.Run(() => barrier.SignalAndWait(cancellationToken: other.Token));
        await ObjectBytes.UntilWaitersAsync(_domain, "barrier", 1);
        Assert.Throws<InvalidOperationException>(() => barrier.RemoveParticipants(2));
        await other.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => thread);
        Assert.Equal(0, barrier.CurrentPhaseNumber);
        Task<NamedBarrierPhase> last = barrier.SignalAndWaitAsync().AsTask();
        Assert.Equal(0, barrier.SignalAndWait().Number);
        Assert.Equal(0, (await last).Number);
        Assert.Throws<ArgumentOutOfRangeException>(() => barrier.TrySignalAndWait(TimeSpan.FromSeconds(-5), out _));
    }

    [Fact]
    public async Task RemoveParticipants_LastMissing_EndsPhase()
    {
        using NamedBarrier barrier = Create(0);
        barrier.AddParticipants(3);
        Task<NamedBarrierPhase> first = barrier.SignalAndWaitAsync().AsTask();
        var second = Task.Run(() => barrier.SignalAndWait());
        await ObjectBytes.UntilWaitersAsync(_domain, "barrier", 2);
        barrier.RemoveParticipants();
        Assert.Equal(new NamedBarrierPhase(0, MemberDied: false), await first);
        Assert.Equal(new NamedBarrierPhase(0, MemberDied: false), await second);
    }

    [Fact]
    public void Processes_Together_GoThroughAllPhases()
    {
        const int Phases = 300;
        using NamedBarrier barrier = Create(3);
        using Peer blocking = Peer.StartDotnet(Go, _domain.Path, "blocking");
        using Peer asynchronous = Peer.StartDotnet(Go, _domain.Path, "asynchronous");
        barrier.AddParticipants();
        for (int i = 0; i < Phases; i++)
            Assert.Equal(new NamedBarrierPhase(i, MemberDied: false), barrier.SignalAndWait());
        barrier.RemoveParticipants();
        blocking.ExpectSuccess();
        asynchronous.ExpectSuccess();
        Assert.Equal(0, ObjectBytes.Waiters(_domain, "barrier"));
    }

    internal static async Task<int> Go(string[] arguments)
    {
        using var barrier = NamedBarrier.OpenExisting("barrier", Domain.Open(arguments[0]));
        barrier.AddParticipants();
        for (int i = 0; i < 300; i++)
        {
            NamedBarrierPhase over = arguments[1] == "blocking" ? barrier.SignalAndWait() : await barrier.SignalAndWaitAsync();
            if (over != new NamedBarrierPhase(i, MemberDied: false))
                return 1;
        }

        barrier.RemoveParticipants();
        return 0;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Member_Killed_LeavesAndAllAreToldOnce(bool arrived)
    {
        using NamedBarrier barrier = Create(3);
        barrier.AddParticipants(2);
        using Peer peer = Peer.StartDotnet(Stay, _domain.Path, arrived ? "arrive" : "stay");
        peer.Expect("joined");
        Task<NamedBarrierPhase> first = barrier.SignalAndWaitAsync().AsTask();
        await ObjectBytes.UntilWaitersAsync(_domain, "barrier", arrived ? 2 : 1);
        if (!arrived)
        {
            var second = Task.Run(() => barrier.SignalAndWait());
            await ObjectBytes.UntilWaitersAsync(_domain, "barrier", 2);
            peer.Process.Kill();
            Assert.Equal(new NamedBarrierPhase(0, MemberDied: true), await second);
        }
        else
        {
            peer.Process.Kill();
            while (barrier.ParticipantCount != 2)
                await Task.Yield();
            Assert.False(first.IsCompleted);
            Assert.Equal(1, barrier.ParticipantsRemaining);
            Assert.Equal(new NamedBarrierPhase(0, MemberDied: true), barrier.SignalAndWait());
        }

        Assert.Equal(new NamedBarrierPhase(0, MemberDied: true), await first);
        first = barrier.SignalAndWaitAsync().AsTask();
        Assert.Equal(new NamedBarrierPhase(1, MemberDied: false), barrier.SignalAndWait());
        Assert.Equal(new NamedBarrierPhase(1, MemberDied: false), await first);
    }

    internal static void Stay(string[] arguments)
    {
        var barrier = NamedBarrier.OpenExisting("barrier", Domain.Open(arguments[0]));
        barrier.AddParticipants();
        Console.WriteLine("joined");
        if (arguments[1] == "arrive")
            barrier.SignalAndWait();
        Console.ReadLine();
    }

    [Fact]
    public async Task Member_Stopped_IsWaitedFor()
    {
        using NamedBarrier barrier = Create(2);
        barrier.AddParticipants();
        using Peer peer = Peer.StartDotnet(Stay, _domain.Path, "stay");
        peer.Expect("joined");
        peer.Process.TrySendSignal(Signal.Stop);
        await ObjectBytes.UntilStoppedAsync(peer.Process.Id);
        Assert.False(barrier.TrySignalAndWait(s_now, out _));
        barrier.AddParticipants();
        Assert.Equal(3, barrier.ParticipantCount);
        barrier.RemoveParticipants();
        Task<NamedBarrierPhase> waits = barrier.SignalAndWaitAsync().AsTask();
        await ObjectBytes.UntilWaitersAsync(_domain, "barrier", 1);
        peer.Process.Kill();
        Assert.True((await waits).MemberDied);
    }

    [Fact]
    public async Task Dispose_WhileWaiting_EndsWaitsAndLeaves()
    {
        NamedBarrier barrier = Create(2);
        using Peer peer = Peer.StartDotnet(Stay, _domain.Path, "arrive");
        peer.Expect("joined");
        barrier.AddParticipants(2);
        Task<NamedBarrierPhase> awaited = barrier.SignalAndWaitAsync().AsTask();
        await ObjectBytes.UntilWaitersAsync(_domain, "barrier", 2);
        barrier.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => awaited);
        peer.CloseInput();

        // Our members have left with the handle: nobody was missing any more.
        peer.ExpectSuccess();
    }

    [Fact]
    public void Arrivals_Warm_AllocateNothing()
    {
        using NamedBarrier barrier = Create(1);
        barrier.AddParticipants();
        Assert.Equal(0, Allocations.Least(1000, () => barrier.SignalAndWait()));
    }

    [Fact]
    public void RandomWalk_AgreesWithReference()
    {
        Random random = TestLoad.NewRandom();
        using NamedBarrier barrier = Create(0);
        (int members, long phase) = (0, 0);
        for (int i = 0; i < 3000; i++)
        {
            switch (random.Next(4))
            {
                case 0 when members < 6:
                    Assert.Equal(phase, barrier.AddParticipants());
                    members++;
                    break;
                case 1 when members > 0:
                    barrier.RemoveParticipants();
                    members--;
                    break;
                case 2 when members > 0:
                    AllArrive();
                    phase++;
                    break;
                default:
                    if (members == 0)
                        Assert.Throws<InvalidOperationException>(() => barrier.TrySignalAndWait(s_now, out _));
                    else if (barrier.TrySignalAndWait(s_now, out NamedBarrierPhase over))
                        Assert.Equal((1, phase++), (members, over.Number));
                    break;
            }

            Assert.Equal((members, members, phase), (barrier.ParticipantCount, barrier.ParticipantsRemaining, barrier.CurrentPhaseNumber));
        }

        void AllArrive()
        {
            Task<NamedBarrierPhase>[] waits = [.. Enumerable.Range(0, members).Select(_ => barrier.SignalAndWaitAsync().AsTask())];
            foreach (Task<NamedBarrierPhase> wait in waits)
                Assert.Equal(phase, wait.GetAwaiter().GetResult().Number);
        }
    }
}
