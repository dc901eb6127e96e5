using System.Diagnostics;
using Causeway.Sys;

namespace Causeway.Cli.Bench.Workers;

/// <summary>What a piece of work takes of this process: time, CPU (getrusage(2)), that of its children included, and bytes of managed memory.</summary>
internal readonly struct Meter
{
    private readonly long _allocated;
    private readonly TimeSpan _cpu;
    private readonly long _start;

    private Meter(long allocated)
    {
        _allocated = allocated;
        _cpu = Cpu();
        _start = Stopwatch.GetTimestamp();
    }

    /// <summary>Begins.</summary>
    public static Meter Start() => new(GC.GetTotalAllocatedBytes(precise: true));

    /// <summary>Ends.</summary>
    public Sample Stop()
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        TimeSpan cpu = Cpu() - _cpu;
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - _allocated;
        return new Sample((long)elapsed.TotalNanoseconds, (long)cpu.TotalNanoseconds, allocated, 0, 0, 0);
    }

    private static unsafe TimeSpan Cpu()
    {
        LibC.rusage children;
        _ = LibC.getrusage(LibC.RUSAGE_CHILDREN, &children);
        return Environment.CpuUsage.TotalTime + TimeSpan.FromSeconds(children.ru_utime.tv_sec + children.ru_stime.tv_sec)
            + TimeSpan.FromMicroseconds(children.ru_utime.tv_usec + children.ru_stime.tv_usec);
    }
}
