using System.Globalization;

namespace Causeway.Tests.Named;

/// <summary>Random calls of two processes and of several threads of each, one after the other, with deaths among them: who has a mutex or lock, how often, and who is told of a death, is as a reference in memory has it.</summary>
public sealed class NamedExclusiveWalkTests : IDisposable
{
    private const int NamedSteps = 20_000;
    private const int Threads = 2;

    /// <summary>The calls, then what one process or thread does now and then.</summary>
    private static readonly string[] s_calls = ["wait", "scope", "release", "release"];
    private readonly NamedDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Theory]
    [InlineData("mutex")]
    [InlineData("lock")]
    public void RandomCallsOfTwoProcesses_AgreeWithAReference(string kind)
    {
        Random random = TestLoad.NewRandom();
        using Side here = new(kind, _domain.Domain);
        var peer = Peer.StartDotnet(Obey, kind, _domain.Path);
        try
        {
            Reference reference = new(kind == "mutex");
            List<string> done = [];
            for (int step = TestLoad.Rounds(NamedSteps); step > 0; step--)
            {
                int process = random.Next(2);
                int thread = random.Next(kind == "mutex" ? Threads : 1);
                string call = random.Next(100) switch
                {
                    0 when process == 1 => "kill",
                    < 4 => "close",
                    < 10 => "end",
                    _ => s_calls[random.Next(s_calls.Length)],
                };
                string order = string.Create(CultureInfo.InvariantCulture, $"{thread} {call}");
                string expected = reference.Do(process, thread, call);
                string actual;
                if (call == "kill")
                {
                    peer.Dispose();
                    peer = Peer.StartDotnet(Obey, kind, _domain.Path);
                    actual = "done";
                }
                else
                {
                    actual = process == 0 ? here.Do(order) : peer.Ask(order)!;
                }

                done.Add($"{process}: {order}: {actual}");
                Assert.True(expected == actual, $"expected {expected}: {string.Join("; ", done.TakeLast(20))}");
            }

            // In a short run some of them may not happen.
            foreach (string outcome in TestLoad.IsLong ? (string[])["taken", "taken and told", "not now", "released", "refused", "done"] : ["taken", "released"])
                Assert.Contains(done, one => one.EndsWith($": {outcome}", StringComparison.Ordinal));
            peer.CloseInput();
            peer.ExpectSuccess();
        }
        finally
        {
            peer.Dispose();
        }
    }

    internal static void Obey(string[] arguments)
    {
        using Side side = new(arguments[0], Domain.Open(arguments[1]));
        Orders.Obey(side.Do);
    }

    /// <summary>One process's calls, each by the thread that it is for.</summary>
    private sealed class Side(string kind, Domain domain) : IDisposable
    {
        private readonly OrderedThread?[] _threads = new OrderedThread?[Threads];
        private NamedWaitHandle _object = Open(kind, domain);

        public string Do(string order)
        {
            string[] words = order.Split(' ');
            ref OrderedThread? thread = ref _threads[int.Parse(words[0], CultureInfo.InvariantCulture)];
            switch (words[1])
            {
                case "close":
                    _object.Dispose();
                    _object = Open(kind, domain);
                    return "done";
                case "end":
                    thread?.Dispose();
                    thread = null;
                    return "done";
                default:
                    thread ??= new OrderedThread();
                    return thread.Do(() => Call(words[1]));
            }
        }

        public void Dispose()
        {
            foreach (OrderedThread? thread in _threads)
                thread?.Dispose();
            _object.Dispose();
        }

        private static NamedWaitHandle Open(string kind, Domain domain) =>
            kind == "mutex" ? NamedMutex.OpenOrCreate("mutex", domain) : NamedLock.OpenOrCreate("lock", domain);

        private string Call(string call)
        {
            try
            {
                switch (call)
                {
                    case "wait":
                        return _object.WaitOne(0) ? "taken" : "not now";
                    case "scope":
                        return (_object is NamedMutex entered ? entered.Enter(TimeSpan.Zero).PreviousOwnerDied : ((NamedLock)_object).Acquire(TimeSpan.Zero).PreviousOwnerDied)
                            ? "taken and told" : "taken";
                    default:
                        if (_object is NamedMutex mutex)
                            mutex.Release();
                        else
                            ((NamedLock)_object).Release();
                        return "released";
                }
            }
            catch (AbandonedMutexException)
            {
                return "taken and told";
            }
            catch (TimeoutException)
            {
                return "not now";
            }
            catch (SynchronizationLockException)
            {
                return "refused";
            }
        }
    }

    /// <summary>Who has it: a thread of a process, or of a lock the process; and whether a death is to be told.</summary>
    private sealed class Reference(bool isMutex)
    {
        private const int Nobody = -1;

        /// <summary>Of the owner: it has ended, and another has its number.</summary>
        private const int Ended = -2;

        private int _process = Nobody;
        private int _thread;
        private int _count;
        private bool _isToBeTold;

        public string Do(int process, int thread, string call)
        {
            bool isOwn = _process == process && _thread == thread;
            switch (call)
            {
                case "kill" or "close":
                    if (_process == process)
                        (_process, _isToBeTold) = (Nobody, true);
                    return "done";
                case "end":
                    if (isOwn && isMutex)
                        _thread = Ended;
                    return "done";
                case "release":
                    if (!isOwn)
                        return "refused";
                    if (--_count == 0)
                        _process = Nobody;
                    return "released";
                default:
                    return Wait(process, thread, isOwn);
            }
        }

        private string Wait(int process, int thread, bool isOwn)
        {
            if (isOwn && isMutex)
            {
                _count++;
                return "taken";
            }

            bool isOfEndedThread = _process == process && _thread == Ended;
            if (_process != Nobody && !isOfEndedThread)
                return "not now";
            bool told = _isToBeTold || isOfEndedThread;
            (_process, _thread, _count, _isToBeTold) = (process, thread, 1, false);
            return told ? "taken and told" : "taken";
        }
    }
}
