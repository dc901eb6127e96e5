using System.Diagnostics;

namespace Causeway.TestHarness;

/// <summary>Looks for what should be gone, again until it is: a reaped child's pidfd is closed a moment after its exit was awaited.</summary>
internal static class Leftovers
{
    /// <summary>How long it may take until all is gone. A test of this very look has no time.</summary>
    public static TimeSpan Watchdog { get; set; } = TestHarness.Watchdog.Limit;

    /// <summary>What is still there when the watchdog barks; nothing, as soon as nothing is.</summary>
    public static string[] Await(Func<HashSet<string>, IEnumerable<string>> select) => Await(select, Watchdog);

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
