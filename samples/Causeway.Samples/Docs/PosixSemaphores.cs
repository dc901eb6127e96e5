namespace Causeway.Samples.Docs;

/// <summary>What docs/posix-semaphores.md quotes.</summary>
public static class PosixSemaphores
{
    public static int Slots(string name, Action work)
    {
        using PosixSemaphore slots = PosixSemaphore.OpenOrCreate(name, initialValue: 4);
        slots.Wait(timeout: TimeSpan.FromSeconds(5));
        try
        {
            work();
        }
        finally
        {
            slots.Post();
        }

        return slots.Value;
    }

    public static async Task AwaitAsync(PosixSemaphore slots, CancellationToken token)
    {
        await slots.WaitAsync(token);
    }

    public static bool Placed(MemoryMapping mapping)
    {
        using PosixSemaphore ready = PosixSemaphore.CreateIn(mapping, offset: 0, initialValue: 0);

        // Another process: PosixSemaphore.OpenIn(mapping, 0), or in C the same sem_t *.
        ready.Post();

        return ready.TryWait();
    }

    public static void ShowAll()
    {
        foreach (PosixSemaphoreEntry semaphore in PosixSemaphore.List())
            Console.WriteLine($"{semaphore.Name}: {semaphore.Value}, owner {semaphore.UserId}");
    }
}
