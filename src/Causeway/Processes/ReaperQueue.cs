using Causeway.Waiting;

namespace Causeway;

/// <summary>The children that were started a moment ago: the reactor is told of those that nobody has waited for since.</summary>
internal static class ReaperQueue
{
    private const int DelayMilliseconds = 50;
    private static readonly Lock s_gate = new();
    private static readonly Timer s_timer = ReusableTimer.Create(static _ => Hand(), state: typeof(ReaperQueue));
    private static List<ChildReaper> s_young = [];

    /// <summary>Adds a child that was just started.</summary>
    public static void Add(ChildReaper reaper)
    {
        lock (s_gate)
        {
            s_young.Add(reaper);
            if (s_young.Count == 1)
                s_timer.Change(DelayMilliseconds, Timeout.Infinite);
        }
    }

    private static void Hand()
    {
        List<ChildReaper> grown;
        lock (s_gate)
        {
            grown = s_young;
            s_young = [];
        }

        foreach (ChildReaper reaper in grown)
        {
            if (!TryWatch(reaper))
                Add(reaper);
        }
    }

    private static bool TryWatch(ChildReaper reaper)
    {
        try
        {
            return reaper.TryWatch();
        }
        catch (Exception e) when (e is IOException or OutOfMemoryException or ObjectDisposedException)
        {
            // ENOSPC: the limit of watches. Also no memory for the reactor's thread: a child that nobody waits for is looked at again.
            return false;
        }
    }
}
