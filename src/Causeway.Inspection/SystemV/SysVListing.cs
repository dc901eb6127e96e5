using Causeway.Sys;

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

    /// <summary>
    /// Whether a creator lives: false only where no process has its pid, hidden ones included. A process that has it and seems to be younger than the
    /// object may be another, or the clock may have been set meanwhile: the kernel keeps the one time by a clock that can be set and the other by one that cannot.
    /// </summary>
    public static bool? IsAlive(SnapshotBuilder builder, int processId, DateTimeOffset? changed)
    {
        // 0: it is outside of this PID namespace.
        if (processId == 0)
            return null;
        if (builder.FindProcess(processId) is not { } process)
            return IsGone(processId) ? false : null;
        return builder.Context.BootSeconds is { } boot && changed is { } time && boot + (long)(process.StartTicks / ProcessStat.TicksPerSecond) <= time.ToUnixTimeSeconds() + 1
            ? true
            : null;
    }

    /// <summary>Whether nobody has the pid; also of processes that /proc does not show.</summary>
    public static bool IsGone(int processId)
    {
        using RawDescriptor process = new(LibC.pidfd_open(processId, 0, out Errno error));
        return !process.IsOpen && error == Errno.ESRCH;
    }
}
