using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Causeway;

/// <summary>A thread that lives as long as the process: the parent-death signal of a child fires when the thread that spawned it ends.</summary>
internal static class PermanentThread
{
    private static readonly Lazy<BlockingCollection<Action>> s_work = new(Start);

    /// <summary>Runs the function on the thread and returns or throws what it does.</summary>
    public static T Run<T>(Func<T> function)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        using var done = new ManualResetEventSlim();
        s_work.Value.Add(() =>
        {
            try
            {
                result = function();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                done.Set();
            }
        });
        done.Wait();
        failure?.Throw();
        return result;
    }

    private static BlockingCollection<Action> Start()
    {
        var work = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (Action action in work.GetConsumingEnumerable())
                action();
        })
        { IsBackground = true, Name = "causeway-spawner" }.UnsafeStart();
        return work;
    }
}
