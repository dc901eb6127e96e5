using Causeway;

namespace Crash.Tests;

/// <summary>Workers that live through everything: in each round they compete for the objects until the victim is gone, then a little longer, then rest.</summary>
/// <remarks>Of two processes: each has a thread for each object that waits; the test's has one that never does and leads, the peer's an asynchronous one.</remarks>
internal sealed class Survivors(Contest[] contests, Plain plain, int process)
{
    private const int OperationsAfterwards = 6;
    private const int Pause = 4;
    private const int MostPause = 16;
    private const int WorkersOfProcess = Plain.Contests * 2;
    private readonly List<Thread> _threads = [];
    private volatile Exception? _failure;

    /// <summary>What went wrong in one of them.</summary>
    public Exception? Failure => _failure;

    public static int WorkerOf(int process, int contest, int second) => (process * WorkersOfProcess) + (contest * 2) + second;

    public void Start()
    {
        for (int number = 0; number < contests.Length; number++)
        {
            StartWorker(number, 0);
            StartWorker(number, 1);
        }
    }

    public void Join() => _threads.ForEach(static thread => thread.Join());

    /// <summary>The second process.</summary>
    public static int Live(string[] arguments)
    {
        var domain = Domain.Open(arguments[0]);
        using var plain = Plain.Open(arguments[1]);
        Contest[] contests = Contest.Open(domain, plain);
        Survivors survivors = new(contests, plain, process: 1);
        survivors.Start();
        Console.WriteLine("ready");
        while (survivors.Failure is null && Volatile.Read(ref plain.Round) >= 0)
            Thread.Sleep(1);
        if (survivors.Failure is not null)
        {
            Console.Error.WriteLine(survivors.Failure);
            return 71;
        }

        survivors.Join();
        return 0;
    }

    private void StartWorker(int contest, int second)
    {
        Thread thread = new(() => Work(contests[contest], WorkerOf(process, contest, second), second == 1)) { IsBackground = true };
        _threads.Add(thread);
        thread.Start();
    }

    private void Work(Contest contest, int worker, bool second)
    {
        try
        {
            for (long done = 0; ;)
            {
                long round;
                while ((round = Volatile.Read(ref plain.Round)) == done)
                    Thread.Sleep(Pause);
                if (round < 0)
                    return;
                Work(contest, worker, second, round);
                Volatile.Write(ref plain.FinishedBy(worker), done = round);
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    private void Work(Contest contest, int worker, bool second, long round)
    {
        int left = OperationsAfterwards;
        Random random = new(worker);
        bool leads = process == 0 && second;
        int number = Array.IndexOf(contests, contest);
        int[] others = [WorkerOf(0, number, 0), WorkerOf(1, number, 0), WorkerOf(1, number, 1)];
        while (left > 0 && IsIn(round))
        {
            if (Volatile.Read(ref plain.Over) >= round && (!leads || !contest.NeedsLeader || Array.TrueForAll(others, one => Volatile.Read(ref plain.FinishedBy(one)) >= round)))
                left--;
            while (!(leads ? Lead(contest, others, random.Next(Staying.Most), round) : Visit(contest, second, random.Next(Staying.Most))) && IsIn(round))
                Thread.Sleep(Pause);
            Volatile.Write(ref plain.ProgressOf(worker), plain.ProgressOf(worker) + 1);

            // The processors are for victims, which are short-lived.
            Thread.Sleep(leads ? Pause : random.Next(MostPause));
        }
    }

    /// <summary>Whether the round goes on: it ends early where a test has failed.</summary>
    private bool IsIn(long round) => Volatile.Read(ref plain.Round) == round;

    private bool Lead(Contest contest, int[] others, int linger, long round)
    {
        long[] before = [.. others.Select(one => Volatile.Read(ref plain.ProgressOf(one)))];
        return contest.Lead(linger, () => !IsIn(round) || others.Zip(before).All(
            one => Volatile.Read(ref plain.ProgressOf(one.First)) != one.Second || Volatile.Read(ref plain.FinishedBy(one.First)) >= round));
    }

    private static bool Visit(Contest contest, bool second, int linger)
    {
        if (!second)
            return contest.Visit(wait: true, linger);
        contest.VisitAsync(linger, CancellationToken.None).GetAwaiter().GetResult();
        return true;
    }
}
