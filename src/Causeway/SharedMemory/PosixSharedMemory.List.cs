namespace Causeway;

/// <content>What objects there are.</content>
public sealed partial class PosixSharedMemory
{
    private const string SemaphorePrefix = "sem.";

    /// <summary>The objects of this mount namespace, by name: the regular files of /dev/shm.</summary>
    /// <remarks>
    /// Opens none of them, so permissions do not matter. Left out: files in folders there, names that are no UTF-8, and
    /// what begins with <c>sem.</c>, which glibc's named semaphores do. (Those of musl cannot be told from memory.)
    /// </remarks>
    /// <exception cref="DirectoryNotFoundException">/dev/shm is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">/dev/shm does not let this user list it.</exception>
    public static IReadOnlyList<PosixSharedMemoryEntry> List()
    {
        List<PosixSharedMemoryEntry> objects = [];
        foreach (string path in Directory.EnumerateFileSystemEntries(PosixSharedMemoryCreation.Directory))
        {
            string name = Path.GetFileName(path);
            if (name.StartsWith(SemaphorePrefix, StringComparison.Ordinal) || name.StartsWith(WholeFile.UnfinishedPrefix, StringComparison.Ordinal))
                continue;
            if (FileStatus.OfPath(path) is { IsRegular: true } file)
                objects.Add(new PosixSharedMemoryEntry("/" + name, PosixSharedMemoryStatus.From(file)));
        }

        objects.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        return objects;
    }
}
