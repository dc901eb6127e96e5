using Causeway.Sys;

namespace Causeway.Domains;

/// <summary>Taking away the name of an object's file.</summary>
/// <remarks>
/// <para>
/// Looking whether a name is still this file, and removing it, are two calls; between them the name could be removed and given to a
/// new object, which would lose it. So whoever removes an object's name holds the removal byte of that file: the lock byte before
/// the first cell's. While it is held the name cannot come to mean another file, as it would have to be removed for that. (rm(1) holds nothing: docs/domains.md.)
/// </para>
/// <para>
/// A collector locks the removal byte together with those of all cells. So a process that finds all cells taken asks
/// <see cref="ObjectFile.AwaitRemoval"/> before it believes that the object is full.
/// </para>
/// </remarks>
internal static unsafe class ObjectRemoval
{
    /// <summary>The byte that who removes the name holds.</summary>
    public const long Byte = ObjectLayout.LockBytes;

    /// <summary>The removal byte and those of all cells.</summary>
    public const long AllBytes = 1 + ObjectLayout.CellCount;

    /// <summary>Removes the name, whatever has it but a directory.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool TryRemove(SafeFileDescriptor directory, string name, string path)
    {
        while (true)
        {
            int number = LibC.openat(directory, name, LibC.O_RDWR | LibC.O_NOFOLLOW | LibC.O_NONBLOCK | LibC.O_NOCTTY | LibC.O_CLOEXEC, 0);
            Errno error = Errno.Last;
            if (number < 0 && error == Errno.ENOENT)
                return false;
            if (number < 0 && (error == Errno.ELOOP || error == Errno.ENXIO))
                return Unlink(directory, name, path);
            if (number < 0)
                throw SyscallFailure.Opening("open", path, error, OpenRemedy(error));
            using SafeFileDescriptor file = new(number);
            FileIdentity identity = IdentityOf(file, path);
            if (identity.Type != LibC.S_IFREG)
                return Unlink(directory, name, path);
            if (Remove(directory, name, path, file, identity))
                return true;
        }
    }

    /// <summary>Removes the name if it still is this file.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="name">The name there.</param>
    /// <param name="path">For messages.</param>
    /// <param name="file">The file, open by a description that no other thread locks with.</param>
    /// <param name="identity">Which it is.</param>
    /// <returns>Whether it was.</returns>
    public static bool Remove(SafeFileDescriptor directory, string name, string path, SafeFileDescriptor file, FileIdentity identity)
    {
        OfdLock.Acquire(file, path, Byte, 1);
        try
        {
            return RemoveLocked(directory, name, path, identity);
        }
        finally
        {
            OfdLock.Release(file, path, Byte, 1);
        }
    }

    /// <summary>The same for who holds the removal byte.</summary>
    public static bool RemoveLocked(SafeFileDescriptor directory, string name, string path, FileIdentity identity)
    {
        LibC.statx_t status;
        int result = LibC.statx(directory, name, &status);
        Errno error = Errno.Last;
        if (result != 0 && error != Errno.ENOENT)
            throw SyscallFailure.Opening("statx", path, error);
        return result == 0 && FileIdentity.Of(status) == identity && Unlink(directory, name, path);
    }

    private static bool Unlink(SafeFileDescriptor directory, string name, string path)
    {
        int result = LibC.unlinkat(directory, name, 0);
        Errno error = Errno.Last;
        CrashPoint.At("removal.unlinked");
        if (result == 0)
            return true;
        return error == Errno.ENOENT ? false : throw SyscallFailure.Opening("unlink", path, error,
            error == Errno.EPERM ? "the directory is sticky: only the object's owner, the directory's owner or root removes it"
            : error == Errno.EACCES ? "the domain's directory does not let this user remove anything"
            : null);
    }

    private static FileIdentity IdentityOf(SafeFileDescriptor file, string path)
    {
        LibC.statx_t status;
        int result = LibC.statx(file, &status);
        Errno error = Errno.Last;
        return result == 0 ? FileIdentity.Of(status) : throw SyscallFailure.Create("statx", path, error);
    }

    private static string? OpenRemedy(Errno error) =>
        error == Errno.EISDIR ? "it is a directory, not an object: remove it with rmdir"
        : error == Errno.EACCES ? "who deletes an object must be allowed to read and write it: chmod it first"
        : null;
}
