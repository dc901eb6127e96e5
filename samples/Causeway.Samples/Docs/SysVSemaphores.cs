namespace Causeway.Samples.Docs;

/// <summary>What docs/sysv-semaphores.md quotes.</summary>
public static class SysVSemaphores
{
    public static void MoveBetweenCounters(string file)
    {
        SysVKey key = SysVKey.FromPath(file, id: 1);
        SysVSemaphoreSet set = SysVSemaphoreSet.OpenOrCreate(key, [4, 0]);

        // A free slot becomes a full one; while there is none, neither changes.
        set.Operate([SysVSemaphoreOperation.Take(0), SysVSemaphoreOperation.Add(1)], timeout: TimeSpan.FromSeconds(5));
    }

    public static int Guard(SysVSemaphoreSet set, Func<int> work)
    {
        set.Operate([SysVSemaphoreOperation.Take(0, undo: true)]);
        try
        {
            return work();
        }
        finally
        {
            set.Operate([SysVSemaphoreOperation.Add(0, undo: true)]);
        }
    }

    public static async Task AwaitAllDoneAsync(SysVSemaphoreSet workers, CancellationToken cancellationToken)
    {
        SysVSemaphoreOperation[] allDone = [SysVSemaphoreOperation.WaitForZero(0)];
        await workers.OperateAsync(allDone, cancellationToken);
    }

    public static SysVSemaphoreSet ReplaceAbandoned(SysVKey key)
    {
        try
        {
            return SysVSemaphoreSet.OpenOrCreate(key, [1], timeout: TimeSpan.FromSeconds(2));
        }
        catch (TimeoutException)
        {
            // This program knows that whoever creates sets here is done within two seconds or dead.
            SysVSemaphoreSet abandoned = SysVSemaphoreSet.Open(key);
            if (abandoned.GetStatus().LastOperation is null)
                abandoned.TryDelete();
            return SysVSemaphoreSet.OpenOrCreate(key, [1]);
        }
    }

    public static int Look(SysVSemaphoreSet set)
    {
        int waiting = 0;

        ushort[] values = set.GetValues();
        for (int semaphore = 0; semaphore < values.Length; semaphore++)
        {
            waiting += set.GetTakeWaiters(semaphore) + set.GetZeroWaiters(semaphore);
            Console.WriteLine($"{semaphore}: {values[semaphore]}, last used by {set.GetLastProcessId(semaphore)}");
        }

        foreach (SysVSemaphoreSetEntry entry in SysVSemaphoreSet.List())
            Console.WriteLine($"{entry.Set}: {entry.Status.Count} semaphores, {entry.Status.Permissions.Key}");

        return waiting;
    }
}
