using System.Diagnostics;
using System.Globalization;
using Causeway;

namespace Crash.Tests;

/// <summary>A process that does everything with named objects, all of them at the same time, over and over, until it is killed.</summary>
internal sealed class Victim(Domain domain, Plain plain, string folder, int number, Random random)
{
    /// <summary>The exit code of one that has not come to the point where it was to be killed.</summary>
    public const int NotReached = 3;

    private const int Failed = 71;
    private const int LongestSession = 60;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(45);

    /// <summary>The process: domain, plain memory, folder beside it, which of the victims at the same time, seed.</summary>
    public static int Live(string[] arguments)
    {
        var domain = Domain.Open(arguments[0]);
        using var plain = Plain.Open(arguments[1]);
        int number = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        Victim victim = new(domain, plain, arguments[2], number, new Random(int.Parse(arguments[4], CultureInfo.InvariantCulture)));
        long start = Stopwatch.GetTimestamp();
        bool isToBeKilledHere = Environment.GetEnvironmentVariable("CAUSEWAY_CRASH_AT") is not null || Environment.GetEnvironmentVariable("CAUSEWAY_STOP_AT") is not null;
        while (!isToBeKilledHere || Stopwatch.GetElapsedTime(start) < s_patience)
            victim.Session();
        return NotReached;
    }

    private void Session()
    {
        Contest[] contests = Contest.Open(domain, plain, mortal: true);
        long end = Environment.TickCount64 + random.Next(LongestSession);
        Thread[] threads = [.. contests.Select(contest => Compete(contest, random.Next(), end))];
        Array.ForEach(threads, static thread => thread.Join());

        // Leaves with something in hand.
        using (var semaphore = NamedSemaphore.OpenExisting("semaphore", domain))
        {
            Array.ForEach(contests, static contest => contest.Dispose());
            semaphore.WaitOne(TimeSpan.Zero);
        }

        Rob();
        BearAndDelete();
        LeaveDoorbell();
        domain.Collect();
    }

    private Thread Compete(Contest contest, int seed, long end)
    {
        Thread thread = new(() =>
        {
            try
            {
                CompeteAsync(contest, new Random(seed), end).GetAwaiter().GetResult();
            }
            catch (Exception e)
            {
                Console.Error.WriteLine(e);
                Environment.Exit(Failed);
            }
        });
        thread.Start();
        return thread;
    }

    private async Task CompeteAsync(Contest contest, Random own, long end)
    {
        bool isAwaited = contest.IsAwaitable && own.Next(2) == 0;
        bool isFirst = true;
        do
        {
            int linger = own.Next(Staying.Most);
            if (isAwaited)
                await contest.VisitAsync(linger, CancellationToken.None);
            else
                contest.Visit(own.Next(4) != 0, linger);
            if (isFirst)
                Interlocked.Increment(ref plain.EntriesOf(number));
            isFirst = false;
        }
        while (Environment.TickCount64 < end);
    }

    /// <summary>Takes what a dead process holds: a file that is as such a process left it.</summary>
    private void Rob()
    {
        string name = $"grave-{Interlocked.Increment(ref plain.Names)}";
        string copy = Path.Combine(folder, name);
        File.Copy(Path.Combine(folder, "grave"), copy);
        File.Move(copy, Path.Combine(domain.Path, name));
        int how = random.Next(4);
        if (how == 0)
            return;

        // Another victim may have collected it.
        if (!NamedSemaphore.TryOpenExisting(name, out NamedSemaphore? grave, domain))
            return;
        using NamedSemaphore robbed = grave;
        bool had = how switch
        {
            1 => grave.WaitOne(TimeSpan.Zero),
            2 => grave.WaitOne(),
            _ => grave.WaitOneAsync().AsTask().GetAwaiter().GetResult(),
        };
        if (!had)
            throw new InvalidOperationException("what the dead held could not be had");
        if (random.Next(2) == 0)
            grave.Release();
    }

    /// <summary>A doorbell that nobody reads, as a dead process leaves it. Its number is nobody else's: victims of one seed have the same numbers otherwise.</summary>
    private void LeaveDoorbell() => Fifo.Create(Path.Combine(domain.Path, string.Create(CultureInfo.InvariantCulture, $".bell-{Random.Shared.NextInt64():x16}")));

    private void BearAndDelete()
    {
        string name = $"born-{Interlocked.Increment(ref plain.Names)}";
        using (var born = NamedSemaphore.OpenOrCreate(name, 1, 1, domain: domain))
            born.WaitOne();
        domain.Delete(name);
    }
}
