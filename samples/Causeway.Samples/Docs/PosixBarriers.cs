namespace Causeway.Samples.Docs;

/// <summary>What docs/posix-barrier.md quotes.</summary>
public static class PosixBarriers
{
    public static bool Meet(MemoryMapping mapping, Action prepare, Action summarize)
    {
        using PosixBarrier barrier = PosixBarrier.Open(LockPlace.In(mapping));
        prepare();
        bool chosen = barrier.Wait();  // all have prepared
        if (chosen)
            summarize();               // in one of them

        return chosen;
    }
}
