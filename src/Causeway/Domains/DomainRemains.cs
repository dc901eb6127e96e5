using Causeway.Sys;

namespace Causeway.Domains;

/// <summary>Removes the domain's own files that dead processes left: doorbells that nobody reads, files that got no name, and sockets where nobody listens.</summary>
/// <remarks>
/// A doorbell gets its name when its process reads it, so one that nobody reads is one of the dead; one that has yet to get it is made again by a process that
/// lives. No lock is held: who is stopped here holds up nobody. An unfinished file is locked by its creator before it gets its size. A socket is removed
/// under the lock of the directory that whoever binds one holds: between the look and the removal no other can have taken its place.
/// </remarks>
internal static unsafe class DomainRemains
{
    /// <summary>What the names of doorbells begin with.</summary>
    public const string DoorbellPrefix = ".bell-";

    /// <summary>What the names of the sockets begin with at which connections are made.</summary>
    public const string ConnectionPrefix = ".connection-";

    /// <summary>The byte that a creator locks until its file has its name.</summary>
    public const long UnfinishedByte = ObjectLayout.LockBytes - 1;

    /// <summary>Removes them.</summary>
    /// <param name="directory">The domain's.</param>
    /// <param name="path">Its path, by which sockets are reached.</param>
    /// <param name="names">What to look at.</param>
    /// <returns>How many.</returns>
    public static int Remove(SafeFileDescriptor directory, string path, IEnumerable<string> names)
    {
        int removed = 0;
        foreach (string name in names)
        {
            if (name.StartsWith(ConnectionPrefix, StringComparison.Ordinal))
            {
                removed += RemoveSocket($"{path}/{name}") ? 1 : 0;
                continue;
            }

            bool dead = name.StartsWith(DoorbellPrefix, StringComparison.Ordinal) ? IsUnread(directory, name)
                : name.StartsWith(WholeFile.UnfinishedPrefix, StringComparison.Ordinal) && IsAbandoned(directory, name);
            if (!dead || LibC.unlinkat(directory, name, 0) != 0)
                continue;
            CrashPoint.At("remains.unlinked");
            removed++;
        }

        return removed;
    }

    private static bool RemoveSocket(string path)
    {
        try
        {
            return UnixSocket.TryDeleteStale(path);
        }
        catch (Exception e) when (e is ArgumentException or TimeoutException or SyscallException or UnauthorizedAccessException)
        {
            // No socket's path, or not ours to remove; or another is at it.
            return false;
        }
    }

    private static bool IsUnread(SafeFileDescriptor directory, string name)
    {
        LibC.statx_t status;
        if (LibC.statx(directory, name, &status) != 0 || (status.stx_mode & LibC.S_IFMT) != LibC.S_IFIFO)
            return false;
        int number = LibC.openat(directory, name, LibC.O_WRONLY | LibC.O_NONBLOCK | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (number < 0)
            return error == Errno.ENXIO;
        new SafeFileDescriptor(number).Dispose();
        return false;
    }

    private static bool IsAbandoned(SafeFileDescriptor directory, string name)
    {
        int number = LibC.openat(directory, name, LibC.O_RDWR | LibC.O_NOFOLLOW | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0);
        if (number < 0)
            return false;
        using SafeFileDescriptor file = new(number);
        return FileStatus.Of(file, name) is { IsRegular: true, SizeBytes: > 0 } && OfdLock.TryAcquire(file, name, UnfinishedByte, 1);
    }
}
