using System.Diagnostics;

namespace Causeway.Sys;

/// <summary>
/// The moment at which one call gives up, on the monotonic clock, so that a retry after EINTR waits for what is left.
/// </summary>
internal readonly record struct Deadline
{
    private const long Never = long.MaxValue;

    /// <summary>In ticks of 100 ns of the monotonic clock.</summary>
    private readonly long _at;

    private Deadline(long at) => _at = at;

    /// <summary>No deadline.</summary>
    public static Deadline Infinite => new(Never);

    /// <summary>Now: a call that would block gives up at once.</summary>
    public static Deadline Immediate => new(0);

    /// <summary>Whether it never passes.</summary>
    public bool IsInfinite => _at == Never;

    /// <summary>Whether it has passed.</summary>
    public bool HasPassed => !IsInfinite && _at <= NowTicks;

    /// <summary>What is left, zero at the least. Only for a deadline that is not infinite.</summary>
    public TimeSpan Remaining => TimeSpan.FromTicks(Math.Max(0, _at - NowTicks));

    /// <summary>On Linux a timestamp is CLOCK_MONOTONIC in nanoseconds.</summary>
    private static long NowTicks => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / TimeSpan.TicksPerSecond);

    /// <summary>The deadline of a call with this timeout.</summary>
    /// <param name="timeout">null or <see cref="Timeout.InfiniteTimeSpan"/>: never; zero: at once.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public static Deadline After(TimeSpan? timeout)
    {
        if (timeout is not { } span || span == Timeout.InfiniteTimeSpan)
            return Infinite;
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero, nameof(timeout));
        long now = NowTicks;
        return span.Ticks >= Never - now ? Infinite : new Deadline(now + span.Ticks);
    }

    /// <summary>What is left in the unit of poll(2): rounded up, -1 for never.</summary>
    public int ToPollMilliseconds() =>
        IsInfinite ? -1 : (int)Math.Min(int.MaxValue, Math.Ceiling(Remaining.TotalMilliseconds));

    /// <summary>The same moment on another clock, for calls that take an absolute time. Only for a deadline that is not infinite.</summary>
    /// <param name="clock"><see cref="LibC.CLOCK_REALTIME"/> or <see cref="LibC.CLOCK_MONOTONIC"/>.</param>
    public unsafe LibC.timespec ToAbsolute(int clock)
    {
        LibC.timespec now;
        if (LibC.clock_gettime(clock, &now) != 0)
            throw SyscallFailure.Create("clock_gettime", objectName: null, Errno.Last);
        LibC.timespec left = ToRelative();
        long nanoseconds = now.tv_nsec + left.tv_nsec;
        return new LibC.timespec
        {
            tv_sec = now.tv_sec + left.tv_sec + (nanoseconds / 1_000_000_000),
            tv_nsec = nanoseconds % 1_000_000_000,
        };
    }

    /// <summary>What is left, for calls that take a duration. Only for a deadline that is not infinite.</summary>
    public LibC.timespec ToRelative()
    {
        long ticks = Remaining.Ticks;
        return new LibC.timespec
        {
            tv_sec = ticks / TimeSpan.TicksPerSecond,
            tv_nsec = ticks % TimeSpan.TicksPerSecond * 100,
        };
    }
}
