using Causeway;

namespace Crash.Tests;

/// <summary>A process is stopped (SIGSTOP) at random moments: the others go on with everything that it does not hold.</summary>
public sealed class StopStormTests
{
    private const int NamedStops = 2000;

    /// <summary>So many at most in one storm: a survivor's process has a watchdog.</summary>
    private static readonly int s_most = TestLoad.IsLong ? 250 : 25;

    [Fact]
    public void Worker_StoppedAtRandom_OthersGoOn()
    {
        Random random = TestLoad.NewRandom();
        for (int stops = TestLoad.Rounds(NamedStops); stops > 0; stops -= s_most)
            Storm(random, Math.Min(stops, s_most));
    }

    private static void Storm(Random random, int stops)
    {
        using Arena arena = new();
        arena.Begin(1);
        using (Peer worker = arena.StartVictim(0, random.Next()))
        {
            arena.AwaitEntries(0, worker);
            while (stops-- > 0)
            {
                Thread.Sleep(random.Next(3));
                worker.Process.TrySendSignal(Signal.Stop);
                while (!ProcessState.IsStopped(worker.Process.Id))
                    Assert.False(worker.Process.HasExited, "a worker has ended by itself");
                arena.AssertProgressBeside(worker.Process.Id);
                worker.Process.TrySendSignal(Signal.Cont);
            }
        }

        arena.Rest(1);
        arena.AssertNothingRemains();
    }
}
