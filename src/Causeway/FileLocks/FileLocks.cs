using System.Runtime.InteropServices;

namespace Causeway;

/// <summary>Who holds the locks of files, and who waits for them, of all kinds and all programs.</summary>
/// <remarks>
/// From /proc/locks and /proc/PID/fdinfo. What is listed was so at one moment each, and may have changed. Locks of processes
/// outside this PID namespace are not listed, except those of open file descriptions. Over NFS: only this machine's.
/// </remarks>
public static class FileLocks
{
    /// <summary>All locks of the machine that are held, with who waits for them.</summary>
    /// <exception cref="IOException">/proc is not mounted.</exception>
    public static IReadOnlyList<FileLockEntry> List() => List(file: null, path: null);

    /// <summary>The locks of one file that are held, with who waits for them.</summary>
    /// <param name="path">Where; it is not opened to read or write, and no lock is lost.</param>
    /// <exception cref="ArgumentException">The path is empty or holds a NUL.</exception>
    /// <exception cref="SyscallException">ENOENT: nothing is there.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the path leads through a directory that is not open to this process.</exception>
    public static IReadOnlyList<FileLockEntry> ListOf(string path)
    {
        LockedInode file = LockedInode.At(path) ?? throw Sys.SyscallFailure.Create("open", path, Errno.ENOENT, "it is created by who first locks it");
        return List(file, Path.GetFullPath(path));
    }

    /// <summary>The locks of the file that a descriptor is open for, with who waits for them.</summary>
    /// <param name="descriptor">Of this process.</param>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public static IReadOnlyList<FileLockEntry> ListOf(SafeHandle descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return List(LockedInode.Of(descriptor), path: null);
    }

    /// <summary>Who holds a record lock of an open file description.</summary>
    internal static IReadOnlyList<int> HoldersOf(SafeHandle descriptor, FileLockMode mode, FileRange range)
    {
        LockedInode file = LockedInode.Of(descriptor);
        return LockOwners.Find([file]).Of(new KernelLock(0, IsWaiting: false, FileLockKind.OpenFileDescription, mode, -1, file, range));
    }

    private static FileLockEntry[] List(LockedInode? file, string? path)
    {
        KernelLock[] all = KernelLock.All(file);
        LockOwners owners = LockOwners.Find([.. all.Select(one => one.File)]);
        ILookup<int, KernelLock> waiters = all.Where(one => one.IsWaiting).ToLookup(one => one.Id);

        // Two locks with one key cannot be told apart by what holds them: one entry has the holders and the waiters of both.
        return [.. all.Where(one => !one.IsWaiting).GroupBy(one => one.Key).Select(same => EntryOf(
            same.Key, owners.Of(same.Key), path ?? owners.PathOf(same.Key.File),
            [.. same.SelectMany(one => waiters[one.Id]).Select(one => WaiterOf(one, path ?? owners.PathOf(one.File)))]))];
    }

    private static FileLockEntry WaiterOf(KernelLock one, string? path) =>
        EntryOf(one, one.ProcessId > 0 ? [one.ProcessId] : LockOwners.WaitersOf(one.File), path, []);

    private static FileLockEntry EntryOf(KernelLock one, IReadOnlyList<int> processes, string? path, FileLockEntry[] waiters) =>
        new(one.Kind, one.Mode, one.Range, processes, path, one.File.Major, one.File.Minor, one.File.Inode, waiters);
}
