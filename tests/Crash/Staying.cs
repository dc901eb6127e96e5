namespace Crash.Tests;

/// <summary>How long somebody stays inside: a moment, or so long that others come and wait. Who sleeps there leaves the processors to others.</summary>
internal static class Staying
{
    /// <summary>Below this all.</summary>
    public const int Most = 100;

    private const int Long = 40;
    private const int LongestMilliseconds = 3;

    /// <summary>Stays.</summary>
    public static void For(int linger)
    {
        if (linger < Long)
            Thread.SpinWait(linger);
        else
            Thread.Sleep(1 + (linger % LongestMilliseconds));
    }
}
