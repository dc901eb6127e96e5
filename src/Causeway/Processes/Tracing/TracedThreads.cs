namespace Causeway;

/// <summary>The threads that are traced, by id, and their processes.</summary>
internal sealed class TracedThreads(TracingThread tracer)
{
    private readonly Dictionary<int, TracedThread> _threads = [];
    private readonly Dictionary<int, TracedProcess> _processes = [];
    private TracedThread? _last;

    public int Count => _threads.Count;

    public IReadOnlyCollection<TracedThread> All => _threads.Values;

    public IReadOnlyCollection<TracedProcess> Processes => _processes.Values;

    public TracedThread? Find(int id)
    {
        if (_last is { } last && last.Id == id)
            return last;
        return _threads.TryGetValue(id, out TracedThread? thread) ? _last = thread : null;
    }

    public TracedProcess? FindProcess(int id) => _processes.GetValueOrDefault(id);

    public TracedThread Add(int threadId, int processId)
    {
        if (!_processes.TryGetValue(processId, out TracedProcess? process))
            _processes.Add(processId, process = new TracedProcess(processId));
        var thread = new TracedThread(tracer, process, threadId);
        _threads.Add(threadId, thread);
        process.ThreadCount++;
        return thread;
    }

    public void Remove(TracedThread thread)
    {
        if (!_threads.Remove(thread.Id))
            return;
        _last = null;
        thread.IsStopped = false;
        if (--thread.Process.ThreadCount > 0)
            return;
        _processes.Remove(thread.Process.Id);
        thread.Process.Breakpoints.Leave(thread.Process.Id);
        thread.Process.Exit?.TrySetResult(null);
    }

    /// <summary>After execve(2) one thread is left of a process, with the process's id.</summary>
    public TracedThread KeepAlone(int processId, int formerId)
    {
        TracedThread survivor = Find(formerId) ?? Find(processId) ?? Add(processId, processId);
        foreach (TracedThread other in _threads.Values.Where(one => one.Process == survivor.Process && one != survivor).ToArray())
            Remove(other);
        _threads.Remove(survivor.Id);
        survivor.Id = processId;
        _threads.Add(processId, survivor);
        _last = null;
        return survivor;
    }

    public void Clear()
    {
        foreach (TracedThread thread in _threads.Values.ToArray())
            Remove(thread);
    }
}
