using Causeway.Sys;

namespace Causeway.Domains;

/// <content>Taking away the name.</content>
/// <remarks>
/// <para>
/// Looking whether a name is still this file, and removing it, are two calls; between them the name could be removed and given to a new object,
/// which would lose it. So whoever removes an object's name holds the removal byte of that file: the lock byte before the first
/// cell's. The name cannot come to mean another file while it is held, as it must be removed for that. (rm(1) holds nothing: who uses it removes
/// what is there at that instant, as said in docs/domains.md.)
/// </para>
/// <para>
/// A collector locks the removal byte together with those of all cells. So a process that finds all cells taken asks
/// <see cref="AwaitRemoval"/> before it believes that the object is full.
/// </para>
/// </remarks>
internal sealed unsafe partial class ObjectFile
{
    /// <summary>The byte that who removes the name holds.</summary>
    private const long RemovalByte = ObjectLayout.LockBytes;

    /// <summary>Waits until nobody removes or collects the object.</summary>
    /// <returns>Whether somebody did: then the answer to "which cells are free" and "is it collected" may be another now.</returns>
    public bool AwaitRemoval()
    {
        if (!OfdLock.IsHeldByAnother(Descriptor, Path, RemovalByte, 1))
            return false;
        OfdLock.Acquire(Descriptor, Path, RemovalByte, 1);
        OfdLock.Release(Descriptor, Path, RemovalByte, 1);
        return true;
    }

    /// <summary>Removes the name if it still is this file.</summary>
    /// <returns>Whether it was.</returns>
    private bool RemoveName(SafeFileDescriptor directory)
    {
        OfdLock.Acquire(Descriptor, Path, RemovalByte, 1);
        try
        {
            return RemoveNameLocked(directory);
        }
        finally
        {
            OfdLock.Release(Descriptor, Path, RemovalByte, 1);
        }
    }

    private bool RemoveNameLocked(SafeFileDescriptor directory)
    {
        LibC.statx_t status;
        if (LibC.statx(directory, Name, &status) != 0 || FileIdentity.Of(status) != Identity)
            return false;
        int result = LibC.unlinkat(directory, Name, 0);
        Errno error = Errno.Last;
        if (result != 0 && error != Errno.ENOENT)
            throw SyscallFailure.Opening("unlink", Path, error, error == Errno.EPERM ? "only its owner, the directory's owner or root removes it" : null);
        CrashPoint.At("removal.unlinked");
        return result == 0;
    }

    /// <summary>Does what a collector did not come to that died, or has not come to yet, after it had marked the object.</summary>
    private void FinishRemoval(SafeFileDescriptor directory) => _ = RemoveName(directory);
}
