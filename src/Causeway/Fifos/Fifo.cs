using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>A FIFO (fifo(7)): a pipe with a name in the file system, for processes that share no parent.</summary>
/// <remarks>
/// <para>
/// The name outlives every process: <see cref="Delete"/> removes it. Bytes live only while somebody has the FIFO open. It
/// may have several writers: see <see cref="PipeWriteEnd.AtomicWriteBytes"/>.
/// </para>
/// <para>
/// Opening waits for the other end unless told otherwise. The path's last part must be a FIFO: a symbolic link, file or
/// device there is refused before it is opened, and what is put there meanwhile is not opened either. Where others may
/// write to a directory on the way, hold the directory open (<see cref="FifoPath.In"/>). Needs /proc. Thread-safe.
/// </para>
/// </remarks>
public static class Fifo
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode AllPermissions = (UnixFileMode)0x1FF;

    /// <summary>Creates a FIFO (mkfifo(3)) with exactly these permissions, whatever the umask.</summary>
    /// <param name="path">Where; its directory must exist.</param>
    /// <param name="permissions">Read and write for the owner unless given.</param>
    /// <remarks>
    /// It never exists with other permissions: it is made on a thread with an umask of its own. Where a sandbox refuses
    /// that (unshare(2), EPERM), the permissions are completed right after the creation. A default access control list of
    /// the directory (acl(5)) stands in the umask's place and limits them.
    /// </remarks>
    /// <exception cref="ArgumentException">The path is empty or holds a NUL, or the permissions have more than the nine bits of rwxrwxrwx.</exception>
    /// <exception cref="SyscallException">EEXIST: something is there. ENOENT: no such directory. ENOTDIR, ENAMETOOLONG: no such path. EROFS, ENOSPC: nothing can be created there.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the directory is not writable for this process.</exception>
    public static void Create(FifoPath path, UnixFileMode permissions = OwnerOnly)
    {
        if ((permissions & ~AllPermissions) != UnixFileMode.None)
            throw new ArgumentException("A FIFO has the permissions rwxrwxrwx and no other mode bits.", nameof(permissions));
        using PathPlace place = path.Resolve("mkfifo");
        FifoCreation.Create(place, (uint)permissions);
    }

    /// <summary>Removes the name (unlink(2)); who has the FIFO open keeps it.</summary>
    /// <remarks>
    /// What is there is looked at first, and removed only if it is a FIFO. unlink(2) takes a name and not what was looked
    /// at: who may write to the directory can put something else there in between, and that is then removed.
    /// </remarks>
    /// <exception cref="SyscallException">ENOENT: nothing is there. EPERM, EBUSY: it may not be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the directory is not writable for this process.</exception>
    /// <exception cref="IOException">What is there is no FIFO; it stays.</exception>
    public static unsafe void Delete(FifoPath path)
    {
        using PathPlace place = path.Resolve("unlink");
        LibC.statx_t status;
        int result = LibC.statx(place.Directory, place.Name, &status);
        Errno error = Errno.Last;
        if (result == 0 && (status.stx_mode & LibC.S_IFMT) != LibC.S_IFIFO)
            throw new IOException($"unlink(\"{place.Display}\"): not a FIFO, and therefore left alone; delete it as what it is");
        if (result == 0)
        {
            result = LibC.unlinkat(place.Directory, place.Name, 0);
            error = Errno.Last;
        }

        if (result != 0)
            throw SyscallFailure.Opening("unlink", place.Display, error);
    }

    /// <summary>Opens a directory to look up names in (open(2), O_PATH), for <see cref="FifoPath.In"/>; its last part must not be a symbolic link.</summary>
    /// <exception cref="ArgumentException">The path is empty or holds a NUL.</exception>
    /// <exception cref="SyscallException">ENOENT: nothing is there. ENOTDIR: no directory, or a symbolic link.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the path leads through a directory that is not open to this process.</exception>
    public static SafeFileDescriptor OpenDirectory(string path)
    {
        KernelPath.Check(path);
        return PathPlace.OpenDirectory(path, LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_NOFOLLOW, "open", path);
    }

    /// <summary>Opens the reading end (open(2)); by default waits on the calling thread until there is a writer.</summary>
    /// <param name="path">The FIFO.</param>
    /// <param name="open">Whether to wait for a writer.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait (see <see cref="Interrupter"/>).</param>
    /// <exception cref="ArgumentException">The path is empty or holds a NUL, the timeout is negative, or <paramref name="open"/> is no value of its type.</exception>
    /// <exception cref="SyscallException">ENOENT: no such FIFO. EMFILE, ENFILE: too many open descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the permissions do not allow it.</exception>
    /// <exception cref="IOException">What is there is no FIFO.</exception>
    /// <exception cref="TimeoutException">No other end was opened in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static PipeReadEnd OpenReader(FifoPath path, FifoOpen open = FifoOpen.Wait, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        return new PipeReadEnd(FifoOpening.Open(path, LibC.O_RDONLY, open, Deadline.After(timeout), cancellationToken), path.ToString());
    }

    /// <summary>Opens the reading end as soon as there is a writer; waits on a thread of its own, because no descriptor announces it.</summary>
    /// <inheritdoc cref="OpenReader"/>
    public static Task<PipeReadEnd> OpenReaderAsync(FifoPath path, CancellationToken cancellationToken = default)
    {
        return DedicatedThread.RunAsync(() => OpenReader(path, FifoOpen.Wait, timeout: null, cancellationToken), cancellationToken);
    }

    /// <summary>Opens the writing end (open(2)); by default waits on the calling thread until there is a reader.</summary>
    /// <exception cref="SyscallException">ENXIO: no reader, with <see cref="FifoOpen.NoWait"/>. ENOENT: no such FIFO. EMFILE, ENFILE: too many open descriptors.</exception>
    /// <inheritdoc cref="OpenReader"/>
    public static PipeWriteEnd OpenWriter(FifoPath path, FifoOpen open = FifoOpen.Wait, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        return new PipeWriteEnd(FifoOpening.Open(path, LibC.O_WRONLY, open, Deadline.After(timeout), cancellationToken), path.ToString());
    }

    /// <summary>Opens the writing end as soon as there is a reader; waits on a thread of its own, because no descriptor announces it.</summary>
    /// <inheritdoc cref="OpenReader"/>
    public static Task<PipeWriteEnd> OpenWriterAsync(FifoPath path, CancellationToken cancellationToken = default)
    {
        return DedicatedThread.RunAsync(() => OpenWriter(path, FifoOpen.Wait, timeout: null, cancellationToken), cancellationToken);
    }

    /// <summary>Opens the writing end if a reader has the FIFO open now.</summary>
    /// <returns>False only where there is no reader (ENXIO).</returns>
    /// <inheritdoc cref="OpenReader"/>
    public static bool TryOpenWriter(FifoPath path, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PipeWriteEnd? writer)
    {
        SafeFileDescriptor? descriptor = FifoOpening.TryOpen(path, LibC.O_WRONLY, FifoOpen.NoWait, Deadline.Infinite, CancellationToken.None, out Errno error);
        if (descriptor is null && error != Errno.ENXIO)
            throw FifoOpening.Failure(path.ToString(), error);
        writer = descriptor is null ? null : new PipeWriteEnd(descriptor, path.ToString());
        return descriptor is not null;
    }

    /// <summary>Opens both ends at once (open(2), O_RDWR), which waits for nobody.</summary>
    /// <remarks>
    /// For a server that outlives its clients: while it holds both ends, its reader waits for the next writer instead of
    /// reading the end of the stream, and what was written is kept. Linux only; POSIX leaves it open.
    /// </remarks>
    /// <param name="path">The FIFO.</param>
    /// <exception cref="ArgumentException">The path is empty or holds a NUL.</exception>
    /// <exception cref="SyscallException">ENOENT: no such FIFO. EMFILE, ENFILE: too many open descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the permissions do not allow it.</exception>
    /// <exception cref="IOException">What is there is no FIFO.</exception>
    public static FifoEnds OpenReadWrite(FifoPath path)
    {
        SafeFileDescriptor reading = FifoOpening.Open(path, LibC.O_RDWR, FifoOpen.Wait, Deadline.Infinite, CancellationToken.None);
        try
        {
            SafeFileDescriptor writing = reading.Duplicate();
            return new FifoEnds(new PipeReadEnd(reading, path.ToString()), new PipeWriteEnd(writing, path.ToString()));
        }
        catch
        {
            reading.Dispose();
            throw;
        }
    }
}
