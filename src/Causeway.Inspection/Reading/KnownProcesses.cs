using System.Collections.Concurrent;

namespace Causeway.Inspection;

/// <summary>What a series of looks knows of the processes. Thread-safe as long as each process is one thread's.</summary>
internal sealed class KnownProcesses
{
    /// <summary>All of a process is read at every so many looks, of each process at another: no look costs much more than the others.</summary>
    public const int LooksPerReading = 5;

    private readonly ConcurrentDictionary<int, KnownProcess> _processes = new();
    private int _look = -1;

    /// <summary>Whether mappings are read at each look.</summary>
    public bool ReadsMappings { get; init; }

    /// <summary>A look begins.</summary>
    public void Begin() => _look++;

    /// <summary>The look has ended: what it did not see has ended too.</summary>
    public void End()
    {
        foreach ((int id, KnownProcess process) in _processes)
        {
            if (process.Seen != _look)
                _processes.TryRemove(id, out _);
        }
    }

    /// <summary>What is known of a process, if only that it is there.</summary>
    /// <param name="id">Its pid.</param>
    /// <param name="startTicks">When it started.</param>
    /// <param name="isDue">Whether all of it is to be read now.</param>
    public KnownProcess Find(int id, ulong startTicks, out bool isDue)
    {
        if (!_processes.TryGetValue(id, out KnownProcess? process) || process.StartTicks != startTicks)
            _processes[id] = process = new KnownProcess(startTicks);
        isDue = process.Process is null || (_look + id) % LooksPerReading == 0;
        process.Seen = _look;
        return process;
    }
}
