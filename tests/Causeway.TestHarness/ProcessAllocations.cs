namespace Causeway.TestHarness;

/// <summary>What the whole process allocates in rounds that wait: on which thread each part of them runs is not the test's to say.</summary>
/// <remarks>
/// The least of several batches, after a first one that does not count: the runtime may start a thread of its pool in one of
/// them, and not in all. What each round allocates is in every batch.
/// </remarks>
public sealed class ProcessAllocations(int rounds)
{
    private const int Batches = 6;
    private long _start;

    /// <summary>How many rounds there are to be.</summary>
    public int Total { get; } = rounds * Batches;

    /// <summary>The least that a batch has allocated, in bytes.</summary>
    public long Least { get; private set; } = long.MaxValue;

    /// <summary>After a round.</summary>
    /// <param name="number">Its number, from 0.</param>
    public void Did(int number)
    {
        if ((number + 1) % rounds != 0)
            return;
        if (number >= rounds)
            Least = Math.Min(Least, GC.GetTotalAllocatedBytes(precise: true) - _start);
        _start = GC.GetTotalAllocatedBytes(precise: true);
    }
}
