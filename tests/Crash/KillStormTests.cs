namespace Crash.Tests;

/// <summary>Processes that use all objects at once are killed at random moments, and replaced.</summary>
public sealed class KillStormTests
{
    private const int Workers = 3;

    /// <summary>Each kill is of one who uses every object, so it counts for each.</summary>
    private const int NamedKills = 10_000;

    /// <summary>Of the twentieth that other loads do in a short run: a process takes long to start.</summary>
    private const int ShareOfShortRun = 10;

    /// <summary>A survivor's process has a watchdog: a long storm is several.</summary>
    private const int KillsOfStorm = 500;

    [Fact]
    public void Workers_KilledAtRandom_OthersGoOn()
    {
        int kills = TestLoad.IsLong ? NamedKills : TestLoad.Rounds(NamedKills) / ShareOfShortRun;
        Random random = TestLoad.NewRandom();
        for (; kills > 0; kills -= KillsOfStorm)
            Storm(random, Math.Min(kills, KillsOfStorm));
    }

    private static void Storm(Random random, int kills)
    {
        using Arena arena = new();
        arena.Begin(1);
        Peer[] workers = [.. Enumerable.Range(0, Workers).Select(_ => arena.StartVictim(random.Next()))];
        try
        {
            while (kills-- > 0)
            {
                int next = random.Next(Workers);
                arena.AwaitWork();
                Thread.Sleep(random.Next(20));
                AssertWorks(workers[next]);
                workers[next].Dispose();
                workers[next] = arena.StartVictim(random.Next());
            }
        }
        finally
        {
            Array.ForEach(workers, static worker => worker.Dispose());
        }

        arena.Rest(1);
        arena.AssertNothingRemains();
    }

    private static void AssertWorks(Peer worker)
    {
        if (worker.Process.HasExited)
            Assert.Fail($"a worker has ended by itself: {worker.Process.WaitForExit()}; {worker.Errors}");
    }
}
