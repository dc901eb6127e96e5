using System.Diagnostics;
using System.Globalization;
using System.Text;
using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <summary>How long threads have slept, where the kernel tells when each ran last (/proc/PID/task/TID/sched). One thread.</summary>
/// <remarks>
/// That time is of a clock that each processor has for itself, and that stands still while a hypervisor or an interrupt has the
/// processor: the clocks of two are minutes apart after a day. So it is compared with the time of a thread that runs there now.
/// </remarks>
internal sealed unsafe class SleepClock : IDisposable
{
    private const int MostProcessors = 4096;
    private const int BitsOfWord = 64;

    /// <summary>So many times a processor's clock is read, in case another thread comes in between.</summary>
    private const int Readings = 3;

    /// <summary>The processor in /proc/PID/stat, counted from the state.</summary>
    private const int ProcessorField = 36;

    private readonly ProcText _text = new();
    private readonly Dictionary<int, (TimeSpan Clock, long Stamp)?> _processors = [];

    /// <summary>How long; null where that is not known.</summary>
    public TimeSpan? Of(int processId, int threadId)
    {
        if (!TryProcessor(Read($"/proc/{processId}/task/{threadId}/stat\0"), out int processor) || !TryLastRun(Read($"/proc/{processId}/task/{threadId}/sched\0"), out TimeSpan last))
            return null;
        if (!_processors.TryGetValue(processor, out (TimeSpan Clock, long Stamp)? now))
            _processors[processor] = now = Now(processor);
        if (now is not var (clock, stamp))
            return null;
        TimeSpan slept = clock + Stopwatch.GetElapsedTime(stamp) - last;
        return slept > TimeSpan.Zero ? slept : TimeSpan.Zero;
    }

    /// <summary><c>se.exec_start : 80042302.634878</c>: milliseconds.</summary>
    internal static bool TryLastRun(ReadOnlySpan<byte> sched, out TimeSpan time)
    {
        ReadOnlySpan<byte> value = ByteFields.Value(sched, "se.exec_start"u8).TrimStart(" \t:"u8);
        int point = value.IndexOf((byte)'.');
        time = default;
        if (!ByteFields.TryDecimal(point < 0 ? value : value[..point], out ulong milliseconds) || milliseconds > (ulong)TimeSpan.MaxValue.TotalMilliseconds - 1)
            return false;
        time = TimeSpan.FromMilliseconds((long)milliseconds);
        return true;
    }

    /// <summary>Where it ran last.</summary>
    internal static bool TryProcessor(ReadOnlySpan<byte> stat, out int processor)
    {
        ReadOnlySpan<byte> rest = stat[(stat.LastIndexOf((byte)')') + 1)..].TrimEnd((byte)'\n');
        for (int field = 0; field < ProcessorField; field++)
            ByteFields.Word(ref rest);
        return ByteFields.TryInteger(ByteFields.Word(ref rest), out processor) && processor is >= 0 and < MostProcessors;
    }

    /// <inheritdoc/>
    public void Dispose() => _text.Dispose();

    /// <summary>A processor's clock, from a thread that goes there and ends; null where it may not.</summary>
    private static (TimeSpan Clock, long Stamp)? Now(int processor)
    {
        (TimeSpan, long)? now = null;
        Thread visitor = new(() => now = Visit(processor)) { IsBackground = true, Name = "causeway clock" };
        visitor.Start();
        visitor.Join();
        return now;
    }

    private static (TimeSpan Clock, long Stamp)? Visit(int processor)
    {
        ulong* processors = stackalloc ulong[MostProcessors / BitsOfWord];
        new Span<ulong>(processors, MostProcessors / BitsOfWord).Clear();
        processors[processor / BitsOfWord] = 1UL << (processor % BitsOfWord);
        if (LibC.sched_setaffinity(0, MostProcessors / 8, processors, out _) != 0)
            return null;
        using ProcText text = new();
        (TimeSpan, long)? closest = null;
        TimeSpan between = TimeSpan.MaxValue;
        for (int reading = 0; reading < Readings; reading++)
        {
            long before = Stopwatch.GetTimestamp();
            if (!TryLastRun(text.Read(LibC.AT_FDCWD, "/proc/thread-self/sched\0"u8, out _), out TimeSpan clock))
                return null;

            // The time after: where this thread had to wait between the two, a sleep is told too short and never longer than it was.
            long after = Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(before, after) is var took && took < between)
                (closest, between) = ((clock, after), took);
        }

        return closest;
    }

    private ReadOnlySpan<byte> Read(FormattableString path) => _text.Read(LibC.AT_FDCWD, Encoding.ASCII.GetBytes(path.ToString(CultureInfo.InvariantCulture)), out _);
}
