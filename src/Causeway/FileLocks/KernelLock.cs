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
    private const int MostReadings = 20;

    /// <summary>What tells a lock apart from others, wherever it is listed: not its number.</summary>
    public KernelLock Key => this with { Id = 0 };

    /// <summary>The locks that this PID namespace may see.</summary>
    /// <param name="file">Of which file; null for all of the machine.</param>
    /// <remarks>
    /// The kernel gives a page at a time, and goes on at the number of the line: a lock that is taken or released in between
    /// has lines come twice or not at all. What came as one page was so at one moment; longer lists are read until two in a
    /// row are alike.
    /// </remarks>
    public static KernelLock[] All(LockedInode? file)
    {
        KernelLock[] latest = Read(file, out bool whole);
        for (int readings = 1; !whole && readings < MostReadings; readings++)
        {
            KernelLock[] before = latest;
            latest = Read(file, out whole);
            whole |= latest.Select(one => one.Key).SequenceEqual(before.Select(one => one.Key));
        }

        return latest;
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

    private static KernelLock[] Read(LockedInode? file, out bool whole)
    {
        string[] lines = ProcFile.Read("/proc/locks", out int pages);
        whole = pages <= 1;
        return [.. lines.Select(Parse).OfType<KernelLock>().Where(one => file is null || one.File == file)];
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
