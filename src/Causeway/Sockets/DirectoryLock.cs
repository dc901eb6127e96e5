using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>Keeps processes that replace a stale path in one directory apart: flock(2) of the directory itself, so that no lock file is left.</summary>
/// <remarks>Held for a look, a removal and a bind; the kernel drops it with its holder.</remarks>
internal static class DirectoryLock
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Takes the lock of the directory that the path stands in; dispose it to let go.</summary>
    public static SafeFileDescriptor Take(string path)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        int descriptor = LibC.open(directory, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (descriptor < 0)
            throw SyscallFailure.Opening("open", directory, error);
        var held = new SafeFileDescriptor(descriptor);
        var call = new LockCall(held);
        if (BlockingCall.Run(ref call, Deadline.After(s_patience), CancellationToken.None, out error) == 0)
            return held;
        held.Dispose();
        if (error == Errno.ETIMEDOUT)
            throw new TimeoutException($"flock(\"{directory}\"): another process keeps the directory locked; end it, or remove the stale path yourself");
        throw SyscallFailure.Create("flock", directory, error);
    }

    private readonly struct LockCall(SafeFileDescriptor directory) : IBlockingCall
    {
        public static bool KeepsDeadline => false;

        public nint Invoke(out Errno error)
        {
            int result = LibC.flock(directory, LibC.LOCK_EX);
            error = Errno.Last;
            return result;
        }
    }
}
