using System.Diagnostics;

namespace Causeway.Messaging.Tests.Hostile;

/// <summary>Ends the process when a call outlives its deadline by far: an endless loop, or a wait without end.</summary>
internal sealed class DeadlineWatch
{
    private readonly ThreadLocal<Call> _own;
    private readonly List<Call> _all = [];
    private long _longest;

    public DeadlineWatch()
    {
        _own = new ThreadLocal<Call>(Add);
        new Thread(Look) { IsBackground = true }.Start();
    }

    /// <summary>How many calls there were.</summary>
    public long Calls
    {
        get
        {
            lock (_all)
                return _all.Sum(static call => call.Count);
        }
    }

    /// <summary>The longest of them.</summary>
    public TimeSpan Longest => TimeSpan.FromTicks(_longest);

    /// <summary>Before a call.</summary>
    public void Begin(string name)
    {
        Call call = _own.Value!;
        call.Name = name;
        call.Count++;
        Volatile.Write(ref call.Start, Stopwatch.GetTimestamp());
    }

    /// <summary>After it.</summary>
    public void End()
    {
        Call call = _own.Value!;
        long ticks = Stopwatch.GetElapsedTime(call.Start).Ticks;
        if (ticks > Volatile.Read(ref _longest))
            Volatile.Write(ref _longest, ticks);
        Volatile.Write(ref call.Start, 0);
    }

    private Call Add()
    {
        Call call = new();
        lock (_all)
            _all.Add(call);
        return call;
    }

    private void Look()
    {
        while (true)
        {
            Thread.Sleep(100);
            lock (_all)
            {
                foreach (Call call in _all)
                {
                    if (Volatile.Read(ref call.Start) is var start and not 0 && Stopwatch.GetElapsedTime(start) > Watchdog.Limit)
                        Environment.FailFast($"{call.Name} does not end");
                }
            }
        }
    }

    private sealed class Call
    {
        public string Name = "";
        public long Start;
        public long Count;
    }
}
