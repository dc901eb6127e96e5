using System.Globalization;
using System.Text;
using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <summary>Threads by the numbers that they have in another PID namespace, which is what memory there holds. One thread.</summary>
/// <param name="builder">With the processes.</param>
/// <param name="processOf">The process of each thread, by this process's numbers.</param>
internal sealed class NamedThreads(SnapshotBuilder builder, IReadOnlyDictionary<int, int> processOf)
{
    private readonly Dictionary<uint, Dictionary<int, int>> _spaces = [];

    /// <summary>The thread that a process means by a number, as this process has it; 0 where there is none.</summary>
    public int Find(InspectedProcess process, int number)
    {
        uint space = process.Namespaces.ProcessIds;
        if (space == 0 || space == builder.Context.Own.ProcessIds)
            return processOf.ContainsKey(number) ? number : 0;
        if (!_spaces.TryGetValue(space, out Dictionary<int, int>? threads))
            _spaces.Add(space, threads = Read(space));
        return threads.GetValueOrDefault(number);
    }

    private Dictionary<int, int> Read(uint space)
    {
        using ProcText text = new();
        Dictionary<int, int> threads = [];
        foreach ((int thread, int process) in processOf)
        {
            if (builder.FindProcess(process)?.Namespaces.ProcessIds != space)
                continue;
            byte[] path = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task/{thread}/status\0"));
            if (StatusLines.TryOwnId(text.Read(LibC.AT_FDCWD, path, out _), out int own, out _))
                threads[own] = thread;
        }

        return threads;
    }
}
