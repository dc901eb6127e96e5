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
/// device there is refused before it is opened. Needs /proc. Thread-safe.
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
    /// that (unshare(2), EPERM), the permissions are completed right after the creation.
    /// </remarks>
    /// <exception cref="ArgumentException">The path is empty or holds a NUL, or the permissions have more than the nine bits of rwxrwxrwx.</exception>
    /// <exception cref="SyscallException">EEXIST: something is there. ENOENT: no such directory. ENOTDIR, ENAMETOOLONG: no such path. EROFS, ENOSPC: nothing can be created there.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the directory is not writable for this process.</exception>
    public static void Create(string path, UnixFileMode permissions = OwnerOnly)
    {
        KernelPath.Check(path);
        if ((permissions & ~AllPermissions) != UnixFileMode.None)
            throw new ArgumentException("A FIFO has the permissions rwxrwxrwx and no other mode bits.", nameof(permissions));
        FifoCreation.Create(path, (uint)permissions);
    }

    /// <summary>Removes the name (unlink(2)); who has the FIFO open keeps it.</summary>
    /// <exception cref="SyscallException">ENOENT: nothing is there. EPERM, EBUSY: it may not be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the directory is not writable for this process.</exception>
    /// <exception cref="IOException">What is there is no FIFO; it stays.</exception>
    public static void Delete(string path)
    {
        KernelPath.Check(path);
        if (FileIdentity.At(path) is { } found && found.Type != LibC.S_IFIFO)
            throw new IOException($"unlink(\"{path}\"): not a FIFO, and therefore left alone; delete it as what it is");
        int result = LibC.unlink(path);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Opening("unlink", path, error);
    }

    /// <summary>Opens the reading end (open(2)); by default waits on the calling thread until there is a writer.</summary>
    /// <param name="path">The FIFO.</param>
    /// <param name="open">Whether to wait for a writer.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait (see <see cref="Interrupter"/>).</param>
    /// <exception cref="ArgumentException">The path is empty or holds a NUL, or the timeout is negative.</exception>
    /// <exception cref="SyscallException">ENOENT: no such FIFO. EMFILE, ENFILE: too many open descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the permissions do not allow it.</exception>
    /// <exception cref="IOException">What is there is no FIFO.</exception>
    /// <exception cref="TimeoutException">No other end was opened in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static PipeReadEnd OpenReader(string path, FifoOpen open = FifoOpen.Wait, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        KernelPath.Check(path);
        return new PipeReadEnd(FifoOpening.Open(path, LibC.O_RDONLY, open, Deadline.After(timeout), cancellationToken), path);
    }

    /// <summary>Opens the reading end as soon as there is a writer; waits on a thread of its own, because no descriptor announces it.</summary>
    /// <inheritdoc cref="OpenReader"/>
    public static Task<PipeReadEnd> OpenReaderAsync(string path, CancellationToken cancellationToken = default)
    {
        KernelPath.Check(path);
        return DedicatedThread.RunAsync(() => OpenReader(path, FifoOpen.Wait, timeout: null, cancellationToken), cancellationToken);
    }

    /// <summary>Opens the writing end (open(2)); by default waits on the calling thread until there is a reader.</summary>
    /// <exception cref="SyscallException">ENXIO: no reader, with <see cref="FifoOpen.NoWait"/>. ENOENT: no such FIFO. EMFILE, ENFILE: too many open descriptors.</exception>
    /// <inheritdoc cref="OpenReader"/>
    public static PipeWriteEnd OpenWriter(string path, FifoOpen open = FifoOpen.Wait, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        KernelPath.Check(path);
        return new PipeWriteEnd(FifoOpening.Open(path, LibC.O_WRONLY, open, Deadline.After(timeout), cancellationToken), path);
    }

    /// <summary>Opens the writing end as soon as there is a reader; waits on a thread of its own, because no descriptor announces it.</summary>
    /// <inheritdoc cref="OpenReader"/>
    public static Task<PipeWriteEnd> OpenWriterAsync(string path, CancellationToken cancellationToken = default)
    {
        KernelPath.Check(path);
        return DedicatedThread.RunAsync(() => OpenWriter(path, FifoOpen.Wait, timeout: null, cancellationToken), cancellationToken);
    }

    /// <summary>Opens the writing end if a reader has the FIFO open now.</summary>
    /// <returns>False only where there is no reader (ENXIO).</returns>
    /// <inheritdoc cref="OpenReader"/>
    public static bool TryOpenWriter(string path, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PipeWriteEnd? writer)
    {
        KernelPath.Check(path);
        SafeFileDescriptor? descriptor = FifoOpening.TryOpen(path, LibC.O_WRONLY, FifoOpen.NoWait, Deadline.Infinite, CancellationToken.None, out Errno error);
        if (descriptor is null && error != Errno.ENXIO)
            throw FifoOpening.Failure(path, error);
        writer = descriptor is null ? null : new PipeWriteEnd(descriptor, path);
        return descriptor is not null;
    }
}
