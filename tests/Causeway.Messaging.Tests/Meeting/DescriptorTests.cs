using System.Runtime;

namespace Causeway.Messaging.Tests.Meeting;

/// <summary>The descriptors of a connection: three on each side, and none once it is disposed.</summary>
public sealed class DescriptorTests : IDisposable
{
    private const int OfBothSides = 6;
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void Connection_HasThreeOnEachSide_AndGivesThemBackWithoutAFinalizer()
    {
        using var listener = SharedConnectionListener.Listen("orders", _domain.Options);
        SharedConnection.Connect("orders", _domain.Options).Dispose();
        listener.Accept().Dispose();
        int before = CountSettled();
        Assert.True(GC.TryStartNoGCRegion(16 << 20));
        try
        {
            var one = SharedConnection.Connect("orders", _domain.Options);
            SharedConnection two = listener.Accept();
            AwaitCount(before + OfBothSides);
            one.Dispose();
            two.Dispose();
            AwaitCount(before);
            Assert.Equal(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
        }
        finally
        {
            // It has ended by itself if more was allocated.
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
                GC.EndNoGCRegion();
        }
    }

    /// <summary>The reactor lets go of what was closed a moment later, of what earlier tests had, too.</summary>
    private static int CountSettled()
    {
        int last = OpenDescriptors.Count();
        for (int same = 0; same < 3; same++)
        {
            Thread.Sleep(s_pause);
            int count = OpenDescriptors.Count();
            if (count != last)
                same = 0;
            last = count;
        }

        return last;
    }

    private static void AwaitCount(int expected) =>
        Assert.True(SpinWait.SpinUntil(() => OpenDescriptors.Count() == expected, s_watchdog), $"{OpenDescriptors.Count()} descriptors instead of {expected}");
}
