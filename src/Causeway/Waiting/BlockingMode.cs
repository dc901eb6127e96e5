using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>O_NONBLOCK of an open file description.</summary>
internal static class BlockingMode
{
    /// <summary>Sets or clears it (fcntl(2), F_SETFL), for everyone who shares the description.</summary>
    public static void Set(SafeFileDescriptor descriptor, string name, bool nonBlocking)
    {
        int flags = LibC.fcntl(descriptor, LibC.F_GETFL, 0);
        Errno error = Errno.Last;
        if (flags < 0)
            throw SyscallFailure.Create("fcntl(F_GETFL)", name, error);
        int wanted = nonBlocking ? flags | LibC.O_NONBLOCK : flags & ~LibC.O_NONBLOCK;
        if (wanted == flags)
            return;
        int result = LibC.fcntl(descriptor, LibC.F_SETFL, wanted);
        error = Errno.Last;
        if (result < 0)
            throw SyscallFailure.Create("fcntl(F_SETFL)", name, error);
    }
}
