using System.Diagnostics;
using System.Globalization;
using Causeway;

namespace Crash.Tests;

/// <summary>A process that does everything with named objects, over and over, until it is killed.</summary>
internal sealed class Victim(Domain domain, Plain plain, string folder, Random random)
{
    /// <summary>The exit code of one that has not come to the point where it was to be killed.</summary>
    public const int NotReached = 3;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private volatile Exception? _failure;

    /// <summary>The process: domain, plain memory, folder beside it, seed.</summary>
    public static int Live(string[] arguments)
    {
        var domain = Domain.Open(arguments[0]);
        using var plain = Plain.Open(arguments[1]);
        Victim victim = new(domain, plain, arguments[2], new Random(int.Parse(arguments[3], CultureInfo.InvariantCulture)));
        long start = Stopwatch.GetTimestamp();
        bool isToBeKilledHere = Environment.GetEnvironmentVariable("CAUSEWAY_CRASH_AT") is not null || Environment.GetEnvironmentVariable("CAUSEWAY_STOP_AT") is not null;
        while (!isToBeKilledHere || Stopwatch.GetElapsedTime(start) < s_patience)
            victim.Session();
        return NotReached;
    }

    private void Session()
    {
        Contest[] contests = Contest.Open(domain, plain);
        Thread[] threads = [Compete(contests, random.Next()), Compete(contests, random.Next())];
        CompeteAsync(contests, new Random(random.Next())).GetAwaiter().GetResult();
        Array.ForEach(threads, static thread => thread.Join());
        if (_failure is not null)
            throw new InvalidOperationException("a thread of the victim failed", _failure);

        // Leaves with something in hand.
        using (var semaphore = NamedSemaphore.OpenExisting("semaphore", domain))
        {
            Array.ForEach(contests, static contest => contest.Dispose());
            semaphore.WaitOne(TimeSpan.Zero);
        }

        Rob();
        BearAndDelete();
        domain.Collect();
    }

    private Thread Compete(Contest[] contests, int seed)
    {
        Thread thread = new(() =>
        {
            try
            {
                Random own = new(seed);
                for (int i = own.Next(30); i >= 0; i--)
                    contests[own.Next(contests.Length)].Visit(own.Next(4) != 0, own.Next(100));
            }
            catch (Exception e)
            {
                _failure = e;
            }
        });
        thread.Start();
        return thread;
    }

    private static async Task CompeteAsync(Contest[] contests, Random own)
    {
        for (int i = own.Next(30); i >= 0; i--)
            await contests[own.Next(contests.Length)].VisitAsync(own.Next(100), CancellationToken.None);
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
        using var grave = NamedSemaphore.OpenExisting(name, domain);
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

    private void BearAndDelete()
    {
        string name = $"born-{Interlocked.Increment(ref plain.Names)}";
        using (var born = NamedSemaphore.OpenOrCreate(name, 1, 1, domain: domain))
            born.WaitOne();
        domain.Delete(name);
        name = $"born-{Interlocked.Increment(ref plain.Names)}";
        NamedMemory.Create(name, 1, static _ => { }, domain).Dispose();
        domain.Delete(name);
    }
}
