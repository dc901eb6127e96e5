namespace Causeway.Samples.Docs;

/// <summary>What docs/named-objects.md and the pages of the named objects quote.</summary>
public static class NamedObjectPages
{
    public static Domain OwnDomain(string path)
    {
        Domain domain = Domain.Open(path, new DomainOptions { CreateIfMissing = true });
        using NamedMutex mutex = NamedMutex.OpenOrCreate("index", domain);
        return domain;
    }

    public static void CleanUp(Domain domain)
    {
        foreach (NamedObjectEntry entry in domain.List())
            Console.WriteLine(entry.Name);
        domain.TryDelete("index");
        domain.Collect();
    }

    public static void Mutex(Action repair, Action work)
    {
        using NamedMutex mutex = NamedMutex.OpenOrCreate("index");
        using NamedMutexScope held = mutex.Enter();
        if (held.PreviousOwnerDied)
            repair();
        work();
    }

    public static void Semaphore(Action work)
    {
        using NamedSemaphore slots = NamedSemaphore.OpenOrCreate("slots", initialCount: 4, maximumCount: 4);
        using (slots.Enter(TimeSpan.FromSeconds(5)))
            work();
    }

    public static void Items(Action produce, Action consume)
    {
        using NamedSemaphore items = NamedSemaphore.OpenOrCreate("items", 0, options: NamedSemaphoreOptions.ConsumedUnits);
        produce();
        items.Release();

        items.WaitOne();
        consume();
    }

    public static async Task EventAsync(CancellationToken token)
    {
        using NamedEvent ready = NamedEvent.OpenOrCreate("ready", initialState: false, EventResetMode.ManualReset);
        if (await ready.WaitOneAsync(TimeSpan.FromSeconds(30), token))
            Console.WriteLine("ready");
    }

    public static async Task LockAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await using (await NamedLock.AcquireAsync("name", cancellationToken))
        {
            await work();
        }
    }

    public static void Told(NamedLock jobs, Action repair)
    {
        try
        {
            jobs.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            repair();                               // the lock is held here too
        }

        jobs.Release();
    }

    public static async Task ReadAndWriteAsync(NamedReaderWriterLock table, Func<Task<bool>> isStale, Func<Task> refresh)
    {
        await using NamedUpgradeableReadScope reading = await table.EnterUpgradeableReadAsync();
        if (!await isStale())
            return;
        await using NamedWriteScope writing = await reading.UpgradeAsync();
        await refresh();
    }

    public static void Phases(Action<long> work)
    {
        using NamedBarrier barrier = NamedBarrier.OpenOrCreate("round", participantCount: 3);
        for (long phase = barrier.AddParticipants(); phase < 10; phase++)
        {
            work(phase);
            if (barrier.SignalAndWait().MemberDied)
                Console.WriteLine($"one of us is missing since phase {phase}");
        }

        barrier.RemoveParticipants();
    }

    public static void Countdown(Action work)
    {
        using NamedCountdown running = NamedCountdown.OpenOrCreate("running", initialCount: 1, NamedCountdownOptions.SignalForTheDead);
        running.AddCount();
        work();
        running.Signal();
    }

    public static int Several(NamedEvent stop, NamedReaderWriterLock table)
    {
        int which = NamedWaitHandle.WaitAny([stop, table.ReadSide], TimeSpan.FromSeconds(1));
        if (which == 1)
            table.ExitRead();
        return which;
    }
}
