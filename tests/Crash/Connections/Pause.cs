namespace Crash.Tests.Connections;

/// <summary>Now and then a side does something else for a while, so that the other finds its ring empty, or full, and sleeps.</summary>
internal static class Pause
{
    private const int One = 256;
    private const int Long = 3;
    private const int MostSpin = 3000;

    /// <summary>Maybe.</summary>
    public static void Now(Random random)
    {
        int which = random.Next(One);
        if (which == 0)
            Thread.Sleep(1);
        else if (which <= Long)
            Thread.SpinWait(random.Next(MostSpin));
    }
}
