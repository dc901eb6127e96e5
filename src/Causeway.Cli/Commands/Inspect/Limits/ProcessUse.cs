using System.Globalization;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Inspect.Limits;

/// <summary>What a process uses of what is limited, as far as this user may see it.</summary>
internal sealed class ProcessUse
{
    private readonly Dictionary<string, long> _limits = [];

    private ProcessUse(int id) => Id = id;

    public int Id { get; }

    /// <summary>In a few characters.</summary>
    public string Name { get; private set; } = "";

    public uint UserId { get; private set; }

    /// <summary>How many it has open; null where that may not be seen.</summary>
    public long? Descriptors { get; private set; }

    /// <summary>What it shares with a child counts for both.</summary>
    public long InotifyInstances { get; private set; }

    public long InotifyWatches { get; private set; }

    public long PollWatches { get; private set; }

    public long Mappings { get; private set; }

    public long LockedKibibytes { get; private set; }

    /// <summary>Of its user, with its own limit, which is less than 0 for none.</summary>
    public (long Use, long Most)? Signals { get; private set; }

    /// <summary>A soft limit by its name in /proc/PID/limits; null without.</summary>
    public long? Limit(string name) => _limits.TryGetValue(name, out long limit) ? limit : null;

    /// <summary>Of all processes but this one, which is gone when it is read about; what ends meanwhile is left out.</summary>
    public static IReadOnlyList<ProcessUse> ReadAll()
    {
        List<ProcessUse> all = [];
        foreach (string path in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id != Environment.ProcessId && new ProcessUse(id) is var one && one.TryReadStatus(path))
            {
                one.ReadLimits(path);
                one.ReadDescriptors(path);
                one.Mappings = KernelNumbers.Lines(path + "/maps").Length;
                all.Add(one);
            }
        }

        return all;
    }

    /// <summary>False for the kernel's own threads, which have no memory, and where it is gone.</summary>
    private bool TryReadStatus(string path)
    {
        bool hasMemory = false;
        foreach (string line in KernelNumbers.Lines(path + "/status"))
        {
            string[] words = KernelNumbers.Words(line);
            switch (words)
            {
                case ["Name:", ..]:
                    Name = string.Create(CultureInfo.InvariantCulture, $"{line["Name:".Length..].Trim()}({Id})");
                    break;
                case ["Uid:", var user, ..]:
                    UserId = uint.Parse(user, CultureInfo.InvariantCulture);
                    break;
                case ["VmLck:", var locked, ..]:
                    (hasMemory, LockedKibibytes) = (true, long.Parse(locked, CultureInfo.InvariantCulture));
                    break;
                case ["SigQ:", var signals] when signals.Split('/') is [var use, var most]:
                    Signals = (long.Parse(use, CultureInfo.InvariantCulture), (long)Int128.Min(long.MaxValue, Int128.Parse(most, CultureInfo.InvariantCulture)) is var limit and < long.MaxValue ? limit : -1);
                    break;
            }
        }

        return hasMemory;
    }

    /// <summary><c>Max open files            1024                 524288               files</c>: the name is as wide as 25 characters.</summary>
    private void ReadLimits(string path)
    {
        const int NameWidth = 25;
        foreach (string line in KernelNumbers.Lines(path + "/limits"))
        {
            if (line.Length > NameWidth && long.TryParse(KernelNumbers.Words(line[NameWidth..]) is [var soft, ..] ? soft : "", NumberStyles.None, CultureInfo.InvariantCulture, out long limit))
                _limits[line[..NameWidth].TrimEnd()] = limit;
        }
    }

    /// <summary>Counts them. The runtime's own listing of a directory asks what each link leads to, which waits for ever where the server of that file has died.</summary>
    private unsafe void ReadDescriptors(string path)
    {
        const int PageBytes = 4096;
        const int MostTarget = 64;
        using RawDescriptor folder = new(LibC.open(path + "/fd", LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC, 0));
        if (!folder.IsOpen)
            return; // Another user's, or gone.
        byte* page = stackalloc byte[PageBytes];
        byte* target = stackalloc byte[MostTarget];
        ProcDirectory links = new(folder.Number, page, PageBytes);
        long count = 0;
        while (links.MoveNext())
        {
            if (links.Number < 0)
                continue;
            count++;
            nint length = LibC.readlinkat(folder.Number, links.Name, target, MostTarget, out _);
            ReadWatches(path, links.Number, new ReadOnlySpan<byte>(target, (int)Math.Max(0, length)));
        }

        Descriptors = count;
    }

    private void ReadWatches(string path, int descriptor, ReadOnlySpan<byte> target)
    {
        bool isInotify = target.SequenceEqual("anon_inode:inotify"u8);
        if (!isInotify && !target.SequenceEqual("anon_inode:[eventpoll]"u8))
            return;
        string[] lines = KernelNumbers.Lines(string.Create(CultureInfo.InvariantCulture, $"{path}/fdinfo/{descriptor}"));
        InotifyInstances += isInotify ? 1 : 0;
        InotifyWatches += isInotify ? lines.Count(static line => line.StartsWith("inotify wd:", StringComparison.Ordinal)) : 0;
        PollWatches += isInotify ? 0 : lines.Count(static line => line.StartsWith("tfd:", StringComparison.Ordinal));
    }
}
