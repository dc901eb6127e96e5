namespace Crash.Tests;

/// <summary>Processes that use all objects at once are killed at random moments, and replaced.</summary>
public sealed class KillStormTests
{
    private const int Workers = 3;

    /// <summary>Each kill is of one who uses every object at that moment, so it counts for each.</summary>
    private const int NamedKills = 10_000;

    /// <summary>Of the twentieth that other loads do in a short run: a process takes long to start.</summary>
    private const int ShareOfShortRun = 20;

    /// <summary>So many at most in one storm: a survivor's process has a watchdog.</summary>
    private static readonly int s_most = TestLoad.IsLong ? 500 : 10;

    [Fact]
    public void Workers_KilledAtRandom_OthersGoOn()
    {
        int kills = TestLoad.IsLong ? NamedKills : TestLoad.Rounds(NamedKills) / ShareOfShortRun;
        Random random = TestLoad.NewRandom();
        SortedDictionary<string, int> inUse = new(StringComparer.Ordinal);
        for (int done = 0; done < kills; done += s_most)
        {
            Storm(random, Math.Min(kills - done, s_most), inUse);
            if (TestLoad.IsLong)
                Console.Error.WriteLine($"{Math.Min(kills, done + s_most)} killed; so many of them held or awaited: {string.Join(", ", inUse.Select(static one => $"{one.Key} {one.Value}"))}");
        }
    }

    private static void Storm(Random random, int kills, SortedDictionary<string, int> inUse)
    {
        using Arena arena = new();
        arena.Begin(1);
        Peer[] workers = [.. Enumerable.Range(0, Workers).Select(number => arena.StartVictim(number, random.Next()))];
        try
        {
            for (int next = 0; kills-- > 0; next = (next + 1) % Workers)
            {
                arena.AwaitEntries(next, workers[next]);
                Thread.Sleep(random.Next(20));
                AssertWorks(workers[next]);
                foreach (string name in arena.UsedBy(workers[next].Process.Id))
                    inUse[name] = inUse.GetValueOrDefault(name) + 1;
                workers[next].Dispose();
                workers[next] = arena.StartVictim(next, random.Next());
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
