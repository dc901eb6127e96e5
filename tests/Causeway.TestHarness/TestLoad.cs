using System.Globalization;

namespace Causeway.TestHarness;

/// <summary>
/// How much of a named load a run does: all of it under <c>./test --long</c> (CAUSEWAY_TEST_LONG=1), else a seeded
/// twentieth. CAUSEWAY_TEST_SEED repeats a run's choice.
/// </summary>
public static class TestLoad
{
    private const int Share = 20;

    /// <summary>Whether named counts run in full.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("CAUSEWAY_TEST_LONG") == "1";

    /// <summary>The seed of this run, said on standard error when it is first used.</summary>
    public static int Seed { get; } = ChooseSeed();

    /// <summary>How many rounds a load of <paramref name="named"/> rounds does in this run.</summary>
    public static int Rounds(int named) => IsLong ? named : Math.Max(1, named / Share);

    /// <summary>Which of the named rounds 0 to <paramref name="named"/> - 1 this run does, ascending: all, or a random twentieth.</summary>
    public static IEnumerable<int> Choose(int named)
    {
        if (IsLong)
            return Enumerable.Range(0, named);
        int[] all = [.. Enumerable.Range(0, named)];
        NewRandom().Shuffle(all);
        return all.Take(Rounds(named)).Order();
    }

    /// <summary>A generator that starts from <see cref="Seed"/>.</summary>
    public static Random NewRandom() => new(Seed);

    /// <summary>The generator of one round: the same in whichever run has this seed. (HashCode would mix in a number of the process's own.)</summary>
    public static Random NewRandom(int round) => new(unchecked((Seed * 31) + round));

    private static int ChooseSeed()
    {
        int seed = Environment.GetEnvironmentVariable("CAUSEWAY_TEST_SEED") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();
        Console.Error.WriteLine($"seed {seed}: repeat this run with CAUSEWAY_TEST_SEED={seed}");
        return seed;
    }
}
