namespace Causeway.Waiting;

/// <summary>The thread that signals threads which are wanted out of a blocking call, each until it has left it.</summary>
internal static class InterruptSender
{
    private const int RepeatMilliseconds = 1;
    private static readonly HashSet<InterruptTarget> s_targets = [];
    private static bool s_running;

    /// <summary>Signals the target now and until it has left its call.</summary>
    public static void Add(InterruptTarget target)
    {
        lock (s_targets)
        {
            s_targets.Add(target);
            if (s_running)
            {
                Monitor.Pulse(s_targets);
                return;
            }

            s_running = true;
        }

        new Thread(Run) { IsBackground = true, Name = "causeway-interrupter" }.UnsafeStart();
    }

    private static void Run()
    {
        lock (s_targets)
        {
            while (true)
            {
                s_targets.RemoveWhere(static target => !target.TrySignal());
                Monitor.Wait(s_targets, s_targets.Count == 0 ? Timeout.Infinite : RepeatMilliseconds);
            }
        }
    }
}
