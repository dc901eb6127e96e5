using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>Opens what is at a path only if it is a FIFO.</summary>
/// <remarks>
/// First the place (O_PATH: opens nothing, waits for nobody), which is looked at, then that very place through
/// /proc/self/fd. Whatever is put at the path in between is never opened.
/// </remarks>
internal static class FifoOpening
{
    public static SafeFileDescriptor Open(FifoPath path, int access, FifoOpen open, Deadline deadline, CancellationToken token)
    {
        if (!Enum.IsDefined(open))
            throw new ArgumentOutOfRangeException(nameof(open), open, "Wait or NoWait.");
        return TryOpen(path, access, open, deadline, token, out Errno error) ?? throw Failure(path.ToString(), error);
    }

    /// <summary>Opens it, or answers null and why open(2) failed.</summary>
    public static SafeFileDescriptor? TryOpen(FifoPath path, int access, FifoOpen open, Deadline deadline, CancellationToken token, out Errno error)
    {
        using SafeFileDescriptor fifo = Locate(path);
        return TryOpen(fifo, access, open, deadline, token, out error);
    }

    /// <summary>Opens a FIFO that was located.</summary>
    public static SafeFileDescriptor? TryOpen(SafeFileDescriptor fifo, int access, FifoOpen open, Deadline deadline, CancellationToken token, out Errno error)
    {
        int flags = access | LibC.O_CLOEXEC | (open == FifoOpen.NoWait ? LibC.O_NONBLOCK : 0);
        var call = new OpenCall($"/proc/self/fd/{fifo.Number}", flags);
        nint descriptor = BlockingCall.Run(ref call, deadline, token, out error);
        if (descriptor < 0)
            return null;
        var opened = new SafeFileDescriptor((int)descriptor);

        // Only the opening was not to wait: a read that waits for bytes is then one call and not three.
        if (open == FifoOpen.NoWait)
            MakeBlocking(opened);
        return opened;
    }

    public static Exception Failure(string path, Errno error)
    {
        if (error == Errno.ETIMEDOUT)
            return SyscallFailure.TimedOut("open", path, "nobody has opened the FIFO's other end");
        if (error == Errno.ENXIO)
            return SyscallFailure.Opening("open", path, error, "no reader has the FIFO open: start the reader, or open with FifoOpen.Wait");
        return SyscallFailure.Opening("open", path, error, error == Errno.ENOENT ? "it was found, but /proc is needed to open it: mount /proc" : null);
    }

    /// <summary>The FIFO itself, not opened for anything.</summary>
    public static SafeFileDescriptor Locate(FifoPath path)
    {
        using PathPlace place = path.Resolve("open");
        return Locate(place);
    }

    /// <inheritdoc cref="Locate(FifoPath)"/>
    public static unsafe SafeFileDescriptor Locate(PathPlace place)
    {
        int number = LibC.openat(place.Directory, place.Name, LibC.O_PATH | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (number < 0)
            throw SyscallFailure.Opening("open", place.Display, error, error == Errno.ENOENT ? "create it with Fifo.Create" : null);
        var found = new SafeFileDescriptor(number);
        LibC.statx_t status;
        int result = LibC.statx(found, &status);
        error = Errno.Last;
        if (result == 0 && (status.stx_mode & LibC.S_IFMT) == LibC.S_IFIFO)
            return found;
        found.Dispose();
        throw result != 0
            ? SyscallFailure.Opening("statx", place.Display, error)
            : new IOException($"open(\"{place.Display}\"): not a FIFO, and therefore not opened; symbolic links are not followed here");
    }

    private static void MakeBlocking(SafeFileDescriptor opened)
    {
        try
        {
            BlockingMode.Set(opened, opened.ToString(), nonBlocking: false);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private readonly struct OpenCall(string path, int flags) : IBlockingCall
    {
        public static bool KeepsDeadline => false;

        public nint Invoke(out Errno error)
        {
            int descriptor = LibC.open(path, flags, 0);
            error = Errno.Last;
            return descriptor;
        }
    }
}
