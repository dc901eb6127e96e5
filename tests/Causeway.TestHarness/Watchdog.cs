using System.Diagnostics;

namespace Causeway.TestHarness;

/// <summary>Ends what hangs; asserts no time.</summary>
public static class Watchdog
{
    /// <summary>How long a test waits for what comes at once unless something hangs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(50);

    /// <summary>Waits until something is so.</summary>
    public static void Until(Func<bool> condition, Func<string> describe)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
                throw new TimeoutException($"hangs: {describe()}");
            Thread.Sleep(1);
        }
    }
}
