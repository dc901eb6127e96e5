using System.Globalization;

namespace Causeway;

/// <summary>The shared mappings of traced processes by their first address, so that a munmap of one is told from the many others.</summary>
internal sealed class SharedMappings
{
    private readonly Dictionary<int, SortedList<ulong, (ulong End, string Name)>> _processes = [];

    /// <summary>A new program has none.</summary>
    public void Clear(int processId) => _processes[processId] = [];

    public void Forget(int processId) => _processes.Remove(processId);

    public void Add(int processId, ulong address, ulong length, string name)
    {
        if (_processes.TryGetValue(processId, out SortedList<ulong, (ulong, string)>? known))
            known[address] = (address + length, name);
    }

    public void Remove(int processId, ulong address, ulong length)
    {
        if (_processes.TryGetValue(processId, out SortedList<ulong, (ulong End, string Name)>? known))
        {
            foreach (ulong start in known.Keys.Where(start => start >= address && start < address + length).ToArray())
                known.Remove(start);
        }
    }

    /// <summary>The name of the first mapping that the range has a part of; null where it has none.</summary>
    public string? Find(int processId, ulong address, ulong length)
    {
        if (!_processes.TryGetValue(processId, out SortedList<ulong, (ulong End, string Name)>? known))
            _processes.Add(processId, known = Read(processId));
        foreach ((ulong start, (ulong end, string name)) in known)
        {
            if (start < address + length && address < end)
                return name;
        }

        return null;
    }

    /// <summary>Those that it had before it was traced, or has of its parent (/proc/PID/maps).</summary>
    private static SortedList<ulong, (ulong End, string Name)> Read(int processId)
    {
        SortedList<ulong, (ulong, string)> found = [];
        try
        {
            foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/maps")))
            {
                string[] words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
                if (words.Length < 5 || words[1].Length < 4 || words[1][3] != 's')
                    continue;
                string[] ends = words[0].Split('-');
                string name = words.Length < 6 || words[5].StartsWith("/dev/zero", StringComparison.Ordinal) ? "anonymous" : words[5];
                found[Address(ends[0])] = (Address(ends[1]), name);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or hides its memory: its munmaps stay untold.
        }

        return found;
    }

    private static ulong Address(string text) => ulong.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
