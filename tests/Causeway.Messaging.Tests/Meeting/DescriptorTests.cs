using System.Diagnostics;
using System.Runtime;

namespace Causeway.Messaging.Tests.Meeting;

/// <summary>The descriptors of a connection: three on each side, and none once it is disposed.</summary>
public sealed class DescriptorTests : IDisposable
{
    private const int OfBothSides = 6;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void Connection_HasThreeOnEachSide_AndGivesThemBackWithoutAFinalizer()
    {
        using var listener = SharedConnectionListener.Listen("orders", _domain.Options);
        int before = OpenDescriptors.Count();
        SharedConnection.Connect("orders", _domain.Options).Dispose();
        listener.Accept().Dispose();

        // The reactor lets go of what was closed a moment later.
        AwaitCount(before);
        Assert.True(GC.TryStartNoGCRegion(64 << 20));
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

    /// <summary>Each look allocates, and a collection must not come: so it is taken seldom.</summary>
    private static void AwaitCount(int expected)
    {
        long start = Stopwatch.GetTimestamp();
        while (OpenDescriptors.Count() is var count && count != expected)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Watchdog.Limit, $"{count} descriptors instead of {expected}");
            Thread.Sleep(s_pause);
        }
    }
}
