using System.Diagnostics;

namespace Crash.Tests;

/// <summary>Ends what hangs; asserts no time.</summary>
internal static class Watchdog
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    /// <summary>Waits until something is so.</summary>
    public static void Until(Func<bool> condition, Func<string> describe)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"hangs: {describe()}");
            Thread.Sleep(1);
        }
    }
}
