using Causeway;

namespace Crash.Tests;

/// <summary>Workers that live through everything: in each round they compete for the objects until the victim is gone, then a little longer, then rest.</summary>
/// <remarks>Of two processes: each has a thread for each object that waits; the test's has one that never does, the peer's an asynchronous one.</remarks>
internal sealed class Survivors(Contest[] contests, Plain plain, int process)
{
    private const int OperationsAfterwards = 20;
    private const int WorkersOfProcess = Plain.Objects * 2;
    private const int Setter = (3 * 2) + 1;
    private static readonly int[] s_waitForEvent = [3 * 2, WorkersOfProcess + (3 * 2), WorkersOfProcess + (3 * 2) + 1];
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
                    Thread.Sleep(1);
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
        while (left > 0)
        {
            if (Volatile.Read(ref plain.Over) >= round && (worker != Setter || Array.TrueForAll(s_waitForEvent, one => Volatile.Read(ref plain.FinishedBy(one)) >= round)))
                left--;
            while (!Visit(contest, second))
                Thread.Yield();
            Volatile.Write(ref plain.ProgressOf(worker), plain.ProgressOf(worker) + 1);
        }
    }

    private bool Visit(Contest contest, bool second)
    {
        const int Linger = 20;
        if (!second)
            return contest.Visit(wait: true, Linger);
        if (process == 0)
            return contest.Visit(wait: false, Linger);
        contest.VisitAsync(Linger, CancellationToken.None).GetAwaiter().GetResult();
        return true;
    }
}
