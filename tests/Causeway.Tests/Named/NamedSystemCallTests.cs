using System.Globalization;

namespace Causeway.Tests.Named;

/// <summary>As long as nobody sleeps, no operation makes a system call: strace(1) counts those of a process that does it so often, and twice as often.</summary>
public sealed class NamedSystemCallTests : IDisposable
{
    private const int Rounds = 100_000;

    /// <summary>The runtime's own calls (compiling, collecting) differ from run to run, by a few hundred at most.</summary>
    private const int Few = Rounds / 50;

    /// <summary>Calls that are made to see that they are counted.</summary>
    private const int OneIn = 20;

    private readonly NamedDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [ProgramFact("strace", "-f", "-c", "-o", "/dev/null", "true")]
    public void NobodySleeps_NoOperationMakesASystemCall()
    {
        // Another process takes part in all of them, so that the one that is counted is not alone.
        using Objects here = new(_domain.Domain);
        Dictionary<string, long> once = Count(Rounds);
        Dictionary<string, long> twice = Count(2 * Rounds);

        Assert.True(twice["sched_yield"] - once["sched_yield"] >= Rounds / OneIn / 2, "strace does not count what is called");
        once.Remove("sched_yield");
        twice.Remove("sched_yield");
        Assert.Contains("futex", twice.Keys);
        foreach ((string call, long count) in twice)
            Assert.True(count - once.GetValueOrDefault(call) < Few, $"{call}: {once.GetValueOrDefault(call)} times in {Rounds} rounds, {count} in twice as many");
    }

    internal static void Work(string[] arguments)
    {
        using Objects objects = new(Domain.Open(arguments[0]));
        for (int round = int.Parse(arguments[1], CultureInfo.InvariantCulture); round > 0; round--)
        {
            objects.UseEach();
            if (round % OneIn == 0)
                Thread.Yield();
        }
    }

    /// <summary>How often a process that does so many rounds makes each system call.</summary>
    private Dictionary<string, long> Count(int rounds)
    {
        string table = Path.Combine(_domain.Path, ".calls");
        ChildProcessOptions dotnet = Peer.DotnetOptions(Work, _domain.Path, rounds.ToString(CultureInfo.InvariantCulture));
        using (Peer peer = Peer.Start(new ChildProcessOptions("strace", ["-f", "-c", "-o", table, dotnet.Program, .. dotnet.Arguments])))
            peer.ExpectSuccess();

        // % time, seconds, usecs/call, calls, errors (or nothing), syscall
        return File.ReadLines(table)
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(static cells => cells.Length is 5 or 6 && cells[^1] != "total" && long.TryParse(cells[3], CultureInfo.InvariantCulture, out _))
            .ToDictionary(static cells => cells[^1], static cells => long.Parse(cells[3], CultureInfo.InvariantCulture));
    }

    private sealed class Objects(Domain domain) : IDisposable
    {
        private static readonly TimeSpan s_now = TimeSpan.Zero;
        private readonly NamedMutex _mutex = NamedMutex.OpenOrCreate("mutex", domain);
        private readonly NamedLock _lock = NamedLock.OpenOrCreate("lock", domain);
        private readonly NamedSemaphore _semaphore = NamedSemaphore.OpenOrCreate("semaphore", 2, 2, domain: domain);
        private readonly NamedEvent _automatic = NamedEvent.OpenOrCreate("automatic", initialState: false, EventResetMode.AutoReset, domain);
        private readonly NamedEvent _manual = NamedEvent.OpenOrCreate("manual", initialState: false, EventResetMode.ManualReset, domain);
        private readonly NamedReaderWriterLock _shared = NamedReaderWriterLock.OpenOrCreate("rw", domain: domain);
        private readonly NamedBarrier _barrier = NamedBarrier.OpenOrCreate("barrier", 0, domain);
        private readonly NamedCountdown _countdown = NamedCountdown.OpenOrCreate("countdown", 1, domain: domain);
        private readonly NamedMemory _memory = NamedMemory.OpenOrCreate("memory", 100, domain: domain);
        private bool _joined;

        public void UseEach()
        {
            using (_mutex.Enter())
            using (_mutex.Enter(s_now))
            using (_lock.Acquire())
            using (_semaphore.Enter())
                _memory.GetReference<int>(0)++;
            using (_lock.AcquireAsync().AsTask().GetAwaiter().GetResult())
            using (_semaphore.EnterAsync().AsTask().GetAwaiter().GetResult())
                _ = _semaphore.CurrentCount;
            _automatic.Set();
            Assert.True(_automatic.WaitOne());
            _manual.Set();
            Assert.True(_manual.WaitOne(s_now));
            _manual.Reset();
            _shared.EnterRead().Dispose();
            _shared.EnterWrite().Dispose();
            using (NamedUpgradeableReadScope reading = _shared.EnterUpgradeableRead())
                reading.Upgrade().Dispose();
            if (!_joined)
                _barrier.AddParticipants();
            _joined = true;
            _barrier.SignalAndWait();
            _countdown.Signal();
            Assert.True(_countdown.WaitOne());
            _countdown.Reset();
            Assert.Equal(0, NamedWaitHandle.WaitAny([_lock, _semaphore]));
            _lock.Release();
        }

        public void Dispose()
        {
            foreach (NamedObject one in (NamedObject[])[_mutex, _lock, _semaphore, _automatic, _manual, _shared, _barrier, _countdown, _memory])
                one.Dispose();
        }
    }
}
