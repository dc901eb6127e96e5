namespace Causeway.Waiting;

/// <summary>The thread that signals threads which are wanted out of a blocking call, each until it has left it.</summary>
internal static class InterruptSender
{
    private const int RepeatMilliseconds = 1;
    private static readonly HashSet<InterruptTarget> s_targets = [];
    private static bool s_running;

    /// <summary>
    /// Starts the thread, once: before the first call blocks, because when the call is to end there may be none to be had
    /// (at the descriptor limit the runtime starts no thread).
    /// </summary>
    public static void EnsureRunning()
    {
        lock (s_targets)
        {
            if (s_running)
                return;
            new Thread(Run) { IsBackground = true, Name = "causeway-interrupter" }.UnsafeStart();
            s_running = true;
        }
    }

    /// <summary>Signals the target now and until it has left its call.</summary>
    public static void Add(InterruptTarget target)
    {
        lock (s_targets)
        {
            s_targets.Add(target);
            Monitor.Pulse(s_targets);
        }
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
