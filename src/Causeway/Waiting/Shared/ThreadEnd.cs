using System.Runtime.CompilerServices;

namespace Causeway.Waiting;

/// <summary>Has every wait of this process look again when a thread has ended that may have held what they wait for.</summary>
/// <remarks>
/// Of a thread's end nobody hears who does not join it. So one of the threads for blocking calls does: for each thread that somebody of its own
/// process had to wait for, until that ends. It tells the news itself: all threads of the pool may be waiting for it.
/// </remarks>
internal static class ThreadEnd
{
    private static readonly ConditionalWeakTable<Thread, object> s_watched = [];

    /// <summary>From now on its end is told; at the latest when a thread can be started again.</summary>
    public static void Watch(Thread thread)
    {
        if (s_watched.TryAdd(thread, s_watched) && !TryJoinElsewhere(thread))
            Retry.Later(() => TryJoinElsewhere(thread));
    }

    private static bool TryJoinElsewhere(Thread thread)
    {
        try
        {
            _ = DedicatedThread.RunAsync(() => JoinAndTell(thread), CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException or TaskSchedulerException)
        {
            return false;
        }
    }

    private static void JoinAndTell(Thread thread)
    {
        thread.Join();
        SharedObjects.LookAtAll();
    }
}
