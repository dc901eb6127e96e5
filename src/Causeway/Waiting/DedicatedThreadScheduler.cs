using System.Diagnostics.CodeAnalysis;

namespace Causeway.Waiting;

/// <summary>Each task has a thread to itself: one that is idle, else a new one. Starting one costs more than most of the waits.</summary>
/// <remarks>
/// A worker is in the list of the idle or is owned by whoever took it out: only its owner gives it a task, and a worker
/// that tires of waiting ends only if it can still take itself out.
/// </remarks>
internal sealed class DedicatedThreadScheduler : TaskScheduler
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly List<Worker> _idle = [];

    protected override void QueueTask(Task task) => Queue(task);

    /// <summary>Has the continuation of an asynchronous method run on a thread to itself.</summary>
    public void QueueContinuation(Action continuation) => Queue(continuation);

    /// <summary>The caller's thread is not to block.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <summary>None waits for a thread.</summary>
    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void Queue(object work)
    {
        if (TakeIdle() is { } worker)
            worker.Continue(work);
        else
            new Thread(static state => ((Worker)state!).Run()) { IsBackground = true, Name = "causeway-waiting" }.UnsafeStart(new Worker(this, work));
    }

    /// <summary>The one that worked last: its stack and caches are the warmest, and the others can tire.</summary>
    private Worker? TakeIdle()
    {
        lock (_idle)
        {
            if (_idle.Count == 0)
                return null;
            Worker last = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            return last;
        }
    }

    private void AddIdle(Worker worker)
    {
        lock (_idle)
            _idle.Add(worker);
    }

    private bool TryRemoveIdle(Worker worker)
    {
        lock (_idle)
            return _idle.Remove(worker);
    }

    /// <summary>A thread; its work is a task or a continuation.</summary>
    private sealed class Worker(DedicatedThreadScheduler scheduler, object first)
    {
        private readonly object _gate = new();
        private object? _work = first;

        public void Continue(object work)
        {
            lock (_gate)
            {
                _work = work;
                Monitor.Pulse(_gate);
            }
        }

        public void Run()
        {
            while (TryTake(out object? work))
            {
                if (work is Action continuation)
                    continuation();
                else
                    scheduler.TryExecuteTask((Task)work);
                scheduler.AddIdle(this);
            }
        }

        /// <summary>Waits for work; false: none came for a while, and none will.</summary>
        private bool TryTake([NotNullWhen(true)] out object? work)
        {
            lock (_gate)
            {
                bool tired = false;
                while (_work is null)
                {
                    if (tired && scheduler.TryRemoveIdle(this))
                    {
                        work = null;
                        return false;
                    }

                    tired = !Monitor.Wait(_gate, s_patience);
                }

                (work, _work) = (_work, null);
                return true;
            }
        }
    }
}
