using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>Which processes have which locks, from /proc/PID/fdinfo: only the descriptor that a lock was taken through has its line.</summary>
internal sealed class LockOwners
{
    private const string Prefix = "lock:\t";
    private readonly Dictionary<KernelLock, SortedSet<int>> _processes = [];
    private readonly Dictionary<LockedInode, string> _paths = [];

    /// <summary>Looks at every descriptor that this user may look at.</summary>
    /// <param name="wanted">The files in question.</param>
    public static LockOwners Find(HashSet<LockedInode> wanted)
    {
        LockOwners owners = new();
        if (wanted.Count == 0)
            return owners;
        foreach (int process in ProcDirectory.NumbersIn("/proc", out _))
        {
            string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");
            foreach (int descriptor in ProcDirectory.NumbersIn(folder + "/fdinfo", out _))
                owners.Look(folder, process, descriptor, wanted);
        }

        return owners;
    }

    /// <summary>Who has it; the process that took it where that is all that can be found out.</summary>
    public IReadOnlyList<int> Of(KernelLock one) =>
        _processes.TryGetValue(one.Key, out SortedSet<int>? found) ? [.. found] : one.ProcessId > 0 ? [one.ProcessId] : [];

    /// <summary>Where a file is; null where nobody that may be looked at has it open.</summary>
    public string? PathOf(LockedInode file) => _paths.GetValueOrDefault(file);

    /// <summary>
    /// Which processes wait for a lock of an open file description on this file: no line names them, but their threads sleep
    /// in fcntl(F_OFD_SETLKW) on it.
    /// </summary>
    public static IReadOnlyList<int> WaitersOf(LockedInode file)
    {
        List<int> waiters = [];
        foreach (int process in ProcDirectory.NumbersIn("/proc", out _))
        {
            string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");
            if (ProcDirectory.NumbersIn(folder + "/task", out _).Any(thread => WaitsFor(file, folder, thread)))
                waiters.Add(process);
        }

        return waiters;
    }

    private static bool WaitsFor(LockedInode file, string folder, int thread)
    {
        if (ProcFile.Lines(string.Create(CultureInfo.InvariantCulture, $"{folder}/task/{thread}/syscall")) is not [var line, ..])
            return false;
        string[] words = line.Split(' ');
        return words.Length > 2
            && words[0] == ((int)LibC.SYS_fcntl).ToString(CultureInfo.InvariantCulture)
            && words[2] == string.Create(CultureInfo.InvariantCulture, $"0x{LibC.F_OFD_SETLKW:x}")
            && ulong.TryParse(words[1].AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong register)
            && LockedInode.Of(folder, unchecked((int)register)) == file; // an int is the register's lower half; the other may be anything
    }

    private void Look(string folder, int process, int descriptor, HashSet<LockedInode> wanted)
    {
        foreach (string line in ProcFile.Lines(string.Create(CultureInfo.InvariantCulture, $"{folder}/fdinfo/{descriptor}")) ?? [])
        {
            if (!line.StartsWith(Prefix, StringComparison.Ordinal) || KernelLock.Parse(line[Prefix.Length..]) is not { } one || !wanted.Contains(one.File))
                continue;
            if (!_processes.TryGetValue(one.Key, out SortedSet<int>? holders))
                _processes.Add(one.Key, holders = []);
            holders.Add(process);
            if (!_paths.ContainsKey(one.File) && ProcFile.Link(string.Create(CultureInfo.InvariantCulture, $"{folder}/fd/{descriptor}")) is { } path)
                _paths.Add(one.File, path);
        }
    }
}
