using System.Diagnostics;

namespace Causeway.TestHarness;

/// <summary>Looks for what should be gone, again until it is: a reaped child's pidfd is closed a moment after its exit was awaited.</summary>
internal static class Leftovers
{
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(50);

    /// <summary>What is still there when the watchdog barks; nothing, as soon as nothing is.</summary>
    public static string[] Await(Func<HashSet<string>, IEnumerable<string>> select) => Await(select, s_watchdog);

    /// <inheritdoc cref="Await(Func{HashSet{string}, IEnumerable{string}})"/>
    public static string[] Await(Func<HashSet<string>, IEnumerable<string>> select, TimeSpan watchdog)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            string[] left = [.. select(KernelState.Read())];
            if (left.Length == 0 || Stopwatch.GetElapsedTime(start) > watchdog)
                return left;
            Thread.Sleep(1);
        }
    }
}
