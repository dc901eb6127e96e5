namespace Causeway;

/// <summary>Keeps processes that replace a stale path in one directory apart: flock(2) of the directory itself, so that no lock file is left.</summary>
/// <remarks>Held for a look, a removal and a bind; the kernel drops it with its holder.</remarks>
internal static class DirectoryLock
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Takes the lock of the place's directory; dispose it to let go.</summary>
    public static FileLock Take(PathPlace place)
    {
        // flock(2) takes no O_PATH descriptor: the directory is opened once more.
        FileLock held = FileLock.Open(place.DirectoryPath);
        try
        {
            if (LockTarget.IdentityOf(held.Descriptor, held.Name) != FileIdentity.Of(place.Directory, held.Name))
                throw new IOException($"flock(\"{held.Name}\"): the path leads to another directory than a moment ago; use one in which nobody else may write");
            held.Lock(FileLockMode.Exclusive, s_patience);
            return held;
        }
        catch (TimeoutException e)
        {
            held.Dispose();
            throw new TimeoutException($"flock(\"{held.Name}\"): another process keeps the directory locked; end it, or remove the stale path yourself", e);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }
}
