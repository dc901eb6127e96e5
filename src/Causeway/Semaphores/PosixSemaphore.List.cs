using Causeway.Semaphores;
using Causeway.Sys;

namespace Causeway;

/// <content>What semaphores there are.</content>
public sealed partial class PosixSemaphore
{
    /// <summary>The named semaphores of this machine (of this /dev/shm), by name. Looking takes nothing and wakes nobody.</summary>
    /// <remarks>
    /// glibc's are files that begin with "sem."; musl gives them no prefix, and then every file there that is just as long as a
    /// semaphore is listed. A name that is no UTF-8 is left out.
    /// </remarks>
    public static IReadOnlyList<PosixSemaphoreEntry> List()
    {
        List<PosixSemaphoreEntry> semaphores = [];
        if (!Directory.Exists(LibC.SemaphoreDirectory))
            return semaphores;
        foreach (string path in Directory.EnumerateFiles(LibC.SemaphoreDirectory, LibC.SemaphoreFilePrefix + "*"))
        {
            if (Describe(path) is { } semaphore)
                semaphores.Add(semaphore);
        }

        semaphores.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        return semaphores;
    }

    /// <summary>One semaphore; null where it is none, or gone meanwhile.</summary>
    private static unsafe PosixSemaphoreEntry? Describe(string path)
    {
        LibC.statx_t status;
        if (LibC.statx(path, &status) != 0 || (status.stx_mode & LibC.S_IFMT) != LibC.S_IFREG || status.stx_size != LibC.SEM_SIZE)
            return null;
        string name = "/" + Path.GetFileName(path)[LibC.SemaphoreFilePrefix.Length..];
        return new PosixSemaphoreEntry(name, status.stx_uid, status.stx_gid, (UnixFileMode)(status.stx_mode & 0x1FF), SemaphoreFile.TryReadValue(path));
    }
}
