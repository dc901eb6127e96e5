namespace Causeway.Sys.Tests;

public sealed class DeadlineTests
{
    [Fact]
    public void After_NoTimeout_NeverPasses()
    {
        foreach (TimeSpan? timeout in (TimeSpan?[])[null, Timeout.InfiniteTimeSpan, TimeSpan.MaxValue])
        {
            var deadline = Deadline.After(timeout);
            Assert.True(deadline.IsInfinite);
            Assert.False(deadline.HasPassed);
            Assert.Equal(-1, deadline.ToPollMilliseconds());
        }
    }

    [Fact]
    public void After_Zero_HasPassedAtOnce()
    {
        var deadline = Deadline.After(TimeSpan.Zero);
        Assert.True(deadline.HasPassed);
        Assert.Equal(TimeSpan.Zero, deadline.Remaining);
        Assert.Equal(0, deadline.ToPollMilliseconds());
        Assert.True(Deadline.Immediate.HasPassed);
    }

    [Fact]
    public void After_Negative_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Deadline.After(TimeSpan.FromMilliseconds(-2)));

    [Fact]
    public void ToPollMilliseconds_LessThanOneLeft_RoundsUp()
    {
        // Down would be zero, and a loop around poll would spin until the deadline.
        var deadline = Deadline.After(TimeSpan.FromDays(10_000) + TimeSpan.FromTicks(1));
        Assert.Equal(int.MaxValue, deadline.ToPollMilliseconds());
        int left = Deadline.After(TimeSpan.FromHours(1)).ToPollMilliseconds();
        Assert.InRange(left, 1, 3_600_000);
    }

    [Fact]
    public void ToRelative_SplitsWithinTheRangesOfTimespec()
    {
        LibC.timespec left = Deadline.After(TimeSpan.FromSeconds(100)).ToRelative();
        Assert.InRange(left.tv_sec, 0, 100);
        Assert.InRange(left.tv_nsec, 0, 999_999_999);
    }

    [Theory]
    [InlineData(LibC.CLOCK_REALTIME)]
    [InlineData(LibC.CLOCK_MONOTONIC)]
    public unsafe void ToAbsolute_IsOnTheClockThatWasAsked(int clock)
    {
        LibC.timespec before;
        Assert.Equal(0, LibC.clock_gettime(clock, &before));
        LibC.timespec until = Deadline.After(TimeSpan.FromHours(1)).ToAbsolute(clock);
        LibC.timespec after;
        Assert.Equal(0, LibC.clock_gettime(clock, &after));
        Assert.InRange(until.tv_sec, before.tv_sec + 3_590, after.tv_sec + 3_601);
        Assert.InRange(until.tv_nsec, 0, 999_999_999);
    }
}
