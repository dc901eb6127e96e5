using System.Diagnostics;

namespace Causeway.Cli.Bench.Workers;

/// <summary>What a piece of work takes of this process: time, CPU (getrusage(2)) and bytes of managed memory.</summary>
internal readonly struct Meter
{
    private readonly long _allocated;
    private readonly TimeSpan _cpu;
    private readonly long _start;

    private Meter(long allocated)
    {
        _allocated = allocated;
        _cpu = Environment.CpuUsage.TotalTime;
        _start = Stopwatch.GetTimestamp();
    }

    /// <summary>Begins.</summary>
    public static Meter Start() => new(GC.GetTotalAllocatedBytes(precise: true));

    /// <summary>Ends.</summary>
    public Sample Stop()
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        TimeSpan cpu = Environment.CpuUsage.TotalTime - _cpu;
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - _allocated;
        return new Sample((long)elapsed.TotalNanoseconds, (long)cpu.TotalNanoseconds, allocated, 0, 0, 0);
    }
}
