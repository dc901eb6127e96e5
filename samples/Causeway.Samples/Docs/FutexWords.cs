namespace Causeway.Samples.Docs;

/// <summary>What docs/futex.md quotes.</summary>
public static class FutexWords
{
    public static void Wait(MemoryMapping mapping)
    {
        var ready = new Futex(mapping, offset: 64);
        while (Volatile.Read(ref ready.Word) == 0)
            ready.Wait(expected: 0);
    }

    public static void Wake(MemoryMapping mapping)
    {
        var ready = new Futex(mapping, offset: 64);
        Volatile.Write(ref ready.Word, 1);
        ready.WakeAll();
    }

    public static int WaitForAny(Futex first, Futex second)
    {
        int which = Futex.WaitAny([new FutexWait(first, 0), new FutexWait(second, 0)]);

        return which;
    }
}
