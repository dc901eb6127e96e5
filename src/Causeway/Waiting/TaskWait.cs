using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>Waits for a task on the calling thread.</summary>
internal static class TaskWait
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>Whether the task has completed, in whichever way, before the deadline passed.</summary>
    public static bool Until(Task task, Deadline deadline)
    {
        while (true)
        {
            // Not Task.Wait: it would wrap the exception. One wait lasts 24 days at the most.
            TimeSpan left = deadline.IsInfinite || deadline.Remaining > s_longest ? s_longest : deadline.Remaining;
            if (Task.WaitAny([task], left) == 0)
                return true;
            if (deadline.HasPassed)
                return false;
        }
    }
}
