using System.Collections.Concurrent;

namespace Causeway.Tests.Named;

/// <summary>A thread that makes the calls it is given, until it is disposed: then it has ended.</summary>
internal sealed class OrderedThread : IDisposable
{
    private readonly BlockingCollection<Action> _orders = [];
    private readonly Thread _thread;

    public OrderedThread()
    {
        _thread = new Thread(() =>
        {
            foreach (Action order in _orders.GetConsumingEnumerable())
                order();
        });
        _thread.Start();
    }

    /// <summary>Has it make a call, and waits for what comes of it.</summary>
    public string Do(Func<string> call)
    {
        TaskCompletionSource<string> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Add(() =>
        {
            try
            {
                done.SetResult(call());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _orders.CompleteAdding();
        _thread.Join();
        _orders.Dispose();
    }
}
