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
    public static SafeFileDescriptor Open(string path, int access, FifoOpen open, Deadline deadline, CancellationToken token) =>
        TryOpen(path, access, open, deadline, token, out Errno error) ?? throw Failure(path, error);

    /// <summary>Opens it, or answers null and why open(2) failed.</summary>
    public static SafeFileDescriptor? TryOpen(string path, int access, FifoOpen open, Deadline deadline, CancellationToken token, out Errno error)
    {
        using SafeFileDescriptor place = Locate(path);
        string link = $"/proc/self/fd/{place.Number}";
        int flags = access | LibC.O_CLOEXEC | (open == FifoOpen.NoWait ? LibC.O_NONBLOCK : 0);
        var call = new OpenCall(link, flags);
        nint descriptor = BlockingCall.Run(ref call, deadline, token, out error);
        return descriptor < 0 ? null : new SafeFileDescriptor((int)descriptor);
    }

    public static Exception Failure(string path, Errno error)
    {
        if (error == Errno.ETIMEDOUT)
            return SyscallFailure.TimedOut("open", path);
        if (error == Errno.ENXIO)
            return SyscallFailure.Opening("open", path, error, "no reader has the FIFO open: start the reader, or open with FifoOpen.Wait");
        return SyscallFailure.Opening("open", path, error, error == Errno.ENOENT ? "it was found, but /proc is needed to open it: mount /proc" : null);
    }

    /// <summary>The FIFO itself, not opened for anything.</summary>
    public static unsafe SafeFileDescriptor Locate(string path)
    {
        int number = LibC.open(path, LibC.O_PATH | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (number < 0)
            throw SyscallFailure.Opening("open", path, error, error == Errno.ENOENT ? "create it with Fifo.Create" : null);
        var place = new SafeFileDescriptor(number);
        LibC.statx_t status;
        int result = LibC.statx(place, &status);
        error = Errno.Last;
        if (result == 0 && (status.stx_mode & LibC.S_IFMT) == LibC.S_IFIFO)
            return place;
        place.Dispose();
        throw result != 0
            ? SyscallFailure.Opening("statx", path, error)
            : new IOException($"open(\"{path}\"): not a FIFO, and therefore not opened; symbolic links are not followed here");
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
