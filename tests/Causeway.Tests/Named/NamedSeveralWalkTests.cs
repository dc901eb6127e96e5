using System.Globalization;

namespace Causeway.Tests.Named;

/// <summary>Random waits of two processes for any and for all of a mix of objects, one after the other: each takes what a reference in memory says, and where it gets nothing nothing changes.</summary>
public sealed partial class NamedSeveralWalkTests : IDisposable
{
    private const int NamedSteps = 40_000;
    private const int MostUnits = 3;

    private static readonly string[] s_names = ["automatic", "manual", "semaphore", "mutex", "lock", "read", "write", "countdown"];
    private static readonly string[] s_calls = ["any", "all", "any async", "all async"];
    private readonly NamedDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void RandomCallsOfTwoProcesses_AgreeWithAReference()
    {
        Random random = TestLoad.NewRandom();
        using Side here = new(_domain.Domain);
        using Peer peer = Peer.StartDotnet(Obey, _domain.Path);
        Reference reference = new();
        List<string> done = [];
        for (int step = TestLoad.Rounds(NamedSteps); step > 0; step--)
        {
            int process = random.Next(2);
            string order = RandomOrder(random);
            string expected = reference.Do(process, order);
            string actual = process == 0 ? here.Do(order) : peer.Ask(order)!;
            done.Add($"{process}: {order}: {actual}");
            Assert.True(expected == actual, $"expected {expected}: {string.Join("; ", done.TakeLast(20))}");
        }

        // In a short run some of it may not happen.
        foreach (string call in TestLoad.IsLong ? s_calls : [])
        {
            foreach (string outcome in call.StartsWith("any", StringComparison.Ordinal) ? (string[])["0", "1", "2", "none"] : ["all", "none"])
                Assert.Contains(done, one => one[3..].StartsWith($"{call} ", StringComparison.Ordinal) && one.EndsWith($": {outcome}", StringComparison.Ordinal) && one.Contains(',', StringComparison.Ordinal));
        }

        peer.CloseInput();
        peer.ExpectSuccess();
    }

    internal static void Obey(string[] arguments)
    {
        using Side side = new(Domain.Open(arguments[0]));
        Orders.Obey(side.Do);
    }

    /// <summary>To wait for some, in any order, or to give one.</summary>
    private static string RandomOrder(Random random)
    {
        if (random.Next(5) < 3)
            return $"give {s_names[random.Next(s_names.Length)]}";
        if (random.Next(6) == 0)
            return $"reset {s_names[random.Next(2)]}";
        string call = s_calls[random.Next(s_calls.Length)];
        string[] names = [.. s_names];
        random.Shuffle(names);
        bool isAsync = call.EndsWith("async", StringComparison.Ordinal);
        string[] some = [.. names.Where(name => name != "mutex" || !isAsync).Take(random.Next(1, 5))];

        // All cannot have both sides of one read-write lock.
        if (call.StartsWith("all", StringComparison.Ordinal) && some.Contains("read"))
            some = [.. some.Where(static name => name != "write")];
        return $"{call} {string.Join(',', some)}";
    }

    /// <summary>One process's handles.</summary>
    private sealed class Side(Domain domain) : IDisposable
    {
        private readonly NamedEvent _automatic = NamedEvent.OpenOrCreate("automatic", initialState: false, EventResetMode.AutoReset, domain);
        private readonly NamedEvent _manual = NamedEvent.OpenOrCreate("manual", initialState: false, EventResetMode.ManualReset, domain);
        private readonly NamedSemaphore _semaphore = NamedSemaphore.OpenOrCreate("semaphore", 0, MostUnits, domain: domain);
        private readonly NamedMutex _mutex = NamedMutex.OpenOrCreate("mutex", domain);
        private readonly NamedLock _lock = NamedLock.OpenOrCreate("lock", domain);
        private readonly NamedReaderWriterLock _shared = NamedReaderWriterLock.OpenOrCreate("rw", domain: domain);
        private readonly NamedCountdown _countdown = NamedCountdown.OpenOrCreate("countdown", 2, domain: domain);

        public void Dispose()
        {
            foreach (NamedObject one in (NamedObject[])[_automatic, _manual, _semaphore, _mutex, _lock, _shared, _countdown])
                one.Dispose();
        }

        public string Do(string order)
        {
            string[] words = order.Split(' ');
            try
            {
                return words[0] switch
                {
                    "give" => Give(words[1]),
                    "reset" => Reset(words[1]),
                    "any" => Any([.. words[^1].Split(',').Select(HandleOf)], words.Length == 3),
                    _ => All([.. words[^1].Split(',').Select(HandleOf)], words.Length == 3) ? "all" : "none",
                };
            }
            catch (Exception e) when (e is SynchronizationLockException or SemaphoreFullException or InvalidOperationException)
            {
                return "refused";
            }
        }

        private static string Any(NamedWaitHandle[] handles, bool isAsync)
        {
            int index = isAsync ? NamedWaitHandle.WaitAnyAsync(handles, TimeSpan.Zero).AsTask().GetAwaiter().GetResult() : NamedWaitHandle.WaitAny(handles, TimeSpan.Zero);
            return index == NamedWaitHandle.WaitTimeout ? "none" : index.ToString(CultureInfo.InvariantCulture);
        }

        private static bool All(NamedWaitHandle[] handles, bool isAsync) =>
            isAsync ? NamedWaitHandle.WaitAllAsync(handles, TimeSpan.Zero).AsTask().GetAwaiter().GetResult() : NamedWaitHandle.WaitAll(handles, TimeSpan.Zero);

        private NamedWaitHandle HandleOf(string name) => name switch
        {
            "automatic" => _automatic,
            "manual" => _manual,
            "semaphore" => _semaphore,
            "mutex" => _mutex,
            "lock" => _lock,
            "read" => _shared.ReadSide,
            "write" => _shared.WriteSide,
            _ => _countdown,
        };

        private string Give(string name)
        {
            switch (name)
            {
                case "automatic":
                    _automatic.Set();
                    break;
                case "manual":
                    _manual.Set();
                    break;
                case "semaphore":
                    _semaphore.Release();
                    break;
                case "mutex":
                    _mutex.Release();
                    break;
                case "lock":
                    _lock.Release();
                    break;
                case "read":
                    _shared.ExitRead();
                    break;
                case "write":
                    _shared.ExitWrite();
                    break;
                default:
                    _countdown.Signal();
                    break;
            }

            return "given";
        }

        private string Reset(string name)
        {
            (name == "manual" ? _manual : _automatic).Reset();
            if (name == "manual")
                _countdown.Reset(2);
            return "reset";
        }
    }
}
