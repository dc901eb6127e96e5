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

    protected override void QueueTask(Task task)
    {
        if (TakeIdle() is { } worker)
            worker.Continue(task);
        else
            new Thread(static state => ((Worker)state!).Run()) { IsBackground = true, Name = "causeway-waiting" }.UnsafeStart(new Worker(this, task));
    }

    /// <summary>The caller's thread is not to block.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <summary>None waits for a thread.</summary>
    protected override IEnumerable<Task> GetScheduledTasks() => [];

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

    private sealed class Worker(DedicatedThreadScheduler scheduler, Task first)
    {
        private readonly object _gate = new();
        private Task? _task = first;

        public void Continue(Task task)
        {
            lock (_gate)
            {
                _task = task;
                Monitor.Pulse(_gate);
            }
        }

        public void Run()
        {
            while (TryTake(out Task? task))
            {
                scheduler.TryExecuteTask(task);
                scheduler.AddIdle(this);
            }
        }

        /// <summary>Waits for a task; false: none came for a while, and none will.</summary>
        private bool TryTake([NotNullWhen(true)] out Task? task)
        {
            lock (_gate)
            {
                bool tired = false;
                while (_task is null)
                {
                    if (tired && scheduler.TryRemoveIdle(this))
                    {
                        task = null;
                        return false;
                    }

                    tired = !Monitor.Wait(_gate, s_patience);
                }

                (task, _task) = (_task, null);
                return true;
            }
        }
    }
}
