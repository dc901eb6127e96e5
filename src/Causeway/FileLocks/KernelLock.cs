using System.Globalization;

namespace Causeway;

/// <summary>A line of /proc/locks (proc_locks(5)), or of the locks in /proc/PID/fdinfo.</summary>
/// <param name="Id">Its number; who waits for it has the same.</param>
/// <param name="IsWaiting">Whether it is waited for (<c>-&gt;</c>).</param>
/// <param name="Kind">What kind of lock.</param>
/// <param name="Mode">Shared or exclusive.</param>
/// <param name="ProcessId">The process that took it, which with flock(2) may have left it to a child; -1 for open file descriptions.</param>
/// <param name="File">Which file.</param>
/// <param name="Range">Which bytes.</param>
internal readonly record struct KernelLock(int Id, bool IsWaiting, FileLockKind Kind, FileLockMode Mode, int ProcessId, LockedInode File, FileRange Range)
{
    /// <summary>What tells a lock apart from others, wherever it is listed: not its number.</summary>
    public KernelLock Key => this with { Id = 0 };

    /// <summary>All locks of the machine that this PID namespace may see.</summary>
    public static IEnumerable<KernelLock> All()
    {
        foreach (string line in System.IO.File.ReadAllLines("/proc/locks"))
        {
            if (Parse(line) is { } one)
                yield return one;
        }
    }

    /// <summary><c>1: -> POSIX  ADVISORY  WRITE 1234 fe:00:347232 0 EOF</c>; null for what has no file.</summary>
    public static KernelLock? Parse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool waiting = words is [_, "->", ..];
        if (words is [] || words[(waiting ? 2 : 1)..] is not [var kind, _, var mode, var process, var file, var first, var last] || LockedInode.Parse(file) is not { } inode)
            return null;
        return new KernelLock(
            int.Parse(words[0].TrimEnd(':'), CultureInfo.InvariantCulture),
            waiting,
            KindOf(kind),
            mode == "READ" ? FileLockMode.Shared : FileLockMode.Exclusive,
            int.Parse(process, CultureInfo.InvariantCulture),
            inode,
            FileRange.Between(long.Parse(first, CultureInfo.InvariantCulture), last == "EOF" ? null : long.Parse(last, CultureInfo.InvariantCulture)));
    }

    private static FileLockKind KindOf(string word) => word switch
    {
        "FLOCK" => FileLockKind.Flock,
        "POSIX" => FileLockKind.Posix,
        "OFDLCK" => FileLockKind.OpenFileDescription,
        "LEASE" => FileLockKind.Lease,
        _ => FileLockKind.Other,
    };
}
