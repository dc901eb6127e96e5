using System.Text.RegularExpressions;
using Causeway;

namespace Crash.Tests;

/// <summary>A process is killed, or stopped, at each crash point of the named objects: nobody hangs, nothing is granted twice, nothing is lost.</summary>
public sealed partial class CrashPointTests
{
    private const int NamedRounds = 50;

    /// <summary>Passed on every operation; the others a few times in the life of a process.</summary>
    private static readonly string[] s_frequent = ["word.", "wait.", "wake."];

    /// <summary>So many points share one arena in a short run; in a long one each has its own: a survivor's process has a watchdog.</summary>
    private static readonly int s_pointsOfArena = TestLoad.IsLong ? 1 : 3;

    /// <summary>All that the sources of the named objects name: a new one is tested by itself, and one that is never passed fails.</summary>
    private static readonly string[] s_points =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Causeway"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(static path => Point().Matches(File.ReadAllText(path))).Select(static match => match.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Several at a time, with a comma between them.</summary>
    public static TheoryData<string> Points => [.. s_points.Chunk(s_pointsOfArena).Select(static points => string.Join(',', points))];

    [Theory]
    [MemberData(nameof(Points))]
    public void Victim_AtPoint_OthersGoOn(string points)
    {
        using Arena arena = new();
        int number = 0;
        foreach (string point in points.Split(','))
        {
            foreach (int round in TestLoad.Choose(NamedRounds))
            {
                Random random = TestLoad.NewRandom(round);
                int passes = 1 + random.Next(Array.Exists(s_frequent, point.StartsWith) ? 60 : 3);
                arena.Begin(++number);
                if (number % 2 == 1)
                    Kill(arena, random, $"{point}:{passes}");
                else
                    Stop(arena, random, $"{point}:{passes}");
                arena.Rest(number);
            }
        }

        arena.AssertNothingRemains();
    }

    private static void Kill(Arena arena, Random random, string point)
    {
        using Peer victim = arena.StartVictim(0, random.Next(), "CAUSEWAY_CRASH_AT", point);
        AssertKilled(victim, point);
    }

    private static void Stop(Arena arena, Random random, string point)
    {
        using Peer victim = arena.StartVictim(0, random.Next(), "CAUSEWAY_STOP_AT", point);
        while (!ProcessState.IsStopped(victim.Process.Id))
        {
            if (victim.Process.HasExited)
                AssertKilled(victim, point);
            Thread.Sleep(1);
        }

        arena.AssertProgressBeside(victim.Process.Id);
        if (random.Next(2) == 0)
        {
            victim.Process.TrySendSignal(Signal.Cont);
            Thread.Sleep(random.Next(20));
        }

        victim.Process.Kill();
        AssertKilled(victim, point);
    }

    private static void AssertKilled(Peer victim, string point)
    {
        ChildExitStatus status = victim.Process.WaitForExit();
        Assert.True(status.Signal == Signal.Kill, $"{point}: {(status.ExitCode == Victim.NotReached ? "never reached" : status)}; {victim.Errors}");
    }

    [GeneratedRegex("""CrashPoint\.At\("(?<name>[^"]+)"\)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Point();
}
