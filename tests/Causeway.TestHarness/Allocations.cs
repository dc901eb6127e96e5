namespace Causeway.TestHarness;

/// <summary>What a test's own thread allocates.</summary>
public static class Allocations
{
    private const int Batches = 5;

    /// <summary>The least that a batch of these rounds allocated on this thread, in bytes, after a first one that does not count.</summary>
    /// <remarks>
    /// The least of several: a collection that another thread starts in the middle of a batch counts what is left of this
    /// thread's allocation buffer, some kilobytes. What each round allocates is in every batch.
    /// </remarks>
    public static long Least(int rounds, Action round)
    {
        long least = long.MaxValue;
        for (int batch = 0; batch <= Batches; batch++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < rounds; i++)
                round();
            if (batch > 0)
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
