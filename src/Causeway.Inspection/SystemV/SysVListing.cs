using System.Globalization;

namespace Causeway.Inspection.SystemV;

/// <summary>What the three kinds have in common.</summary>
internal static class SysVListing
{
    /// <summary>The kernel's list; none, and a blind spot, where the kernel has no such thing.</summary>
    public static IReadOnlyList<T> Of<T>(Func<IReadOnlyList<T>> list, SnapshotBuilder builder)
    {
        try
        {
            return list();
        }
        catch (SyscallException e)
        {
            builder.Add(new BlindSpot(BlindSpotKind.Source, 0, e.Message));
            return [];
        }
    }

    /// <summary>The key, as ipcs(1) shows it; null for a private one.</summary>
    public static string? NameOf(SysVPermissions permissions) =>
        permissions.Key.IsPrivate ? null : string.Create(CultureInfo.InvariantCulture, $"0x{permissions.Key.Value:x8}");

    /// <summary>Whether a creator lives: a process of its pid that started before the object last changed, to the second; null where not all processes were read.</summary>
    public static bool? IsAlive(SnapshotBuilder builder, int processId, DateTimeOffset? changed)
    {
        if (builder.Context.Options.ProcessIds is not null || processId == 0)
            return null;
        if (builder.FindProcess(processId) is not { } process)
            return false;
        return builder.Context.BootSeconds is not { } boot || changed is not { } time
            || boot + (long)(process.StartTicks / ProcessStat.TicksPerSecond) <= time.ToUnixTimeSeconds() + 1;
    }
}
