namespace Causeway;

/// <summary>Keeps processes that replace a stale path in one directory apart: flock(2) of the directory itself, so that no lock file is left.</summary>
/// <remarks>Held for a look, a removal and a bind; the kernel drops it with its holder.</remarks>
internal static class DirectoryLock
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Takes the lock of the directory that the path stands in; dispose it to let go.</summary>
    public static FileLock Take(string path)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        FileLock held = FileLock.Open(directory);
        try
        {
            held.Lock(FileLockMode.Exclusive, s_patience);
            return held;
        }
        catch (TimeoutException e)
        {
            held.Dispose();
            throw new TimeoutException($"flock(\"{directory}\"): another process keeps the directory locked; end it, or remove the stale path yourself", e);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }
}
