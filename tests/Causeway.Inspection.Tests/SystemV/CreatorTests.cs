using Causeway.Inspection.SystemV;

namespace Causeway.Inspection.Tests.SystemV;

/// <summary>Whether a segment's creator lives, whatever was done to the clock.</summary>
public sealed class CreatorTests
{
    /// <summary>More than any pid may be (pid_max).</summary>
    private const int Nobody = 4194999;
    private const int Day = 86400;

    private static readonly long s_boot = long.Parse(File.ReadLines("/proc/stat").Single(static line => line.StartsWith("btime ", StringComparison.Ordinal))[6..], System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Creator_OlderThanTheSegment_Lives() => Assert.True(IsAlive(Environment.ProcessId, s_boot, Environment.ProcessId));

    [Fact]
    public void Creator_WhenTheClockWasSetForward_IsNotCalledGone() => Assert.Null(IsAlive(Environment.ProcessId, s_boot + Day, Environment.ProcessId));

    [Fact]
    public void Creator_WhosePidNobodyHas_IsGone() => Assert.False(IsAlive(Nobody, s_boot));

    [Fact]
    public void Creator_ThatIsNotListed_IsNotCalledGone() => Assert.Null(IsAlive(Environment.ProcessId, s_boot));

    [Fact]
    public void Creator_OutsideOfThePidNamespace_IsUnknown() => Assert.Null(IsAlive(0, s_boot));

    /// <summary>For a segment that is created now.</summary>
    private static bool? IsAlive(int creator, long boot, params int[] listed)
    {
        var builder = SnapshotBuilder.Begin(new InspectionContext
        {
            Options = new InspectionOptions { ProcessIds = listed, Kinds = IpcKinds.SysV, Details = InspectionDetails.None },
            Locks = Locks.LockTable.Empty,
            Own = default,
            BootSeconds = boot,
        });
        return SysVListing.IsAlive(builder, creator, DateTimeOffset.Now);
    }
}
