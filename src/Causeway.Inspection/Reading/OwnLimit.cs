using Causeway.Sys;

namespace Causeway.Inspection;

/// <summary>Tells that this process cannot open more from that there is nothing to open.</summary>
internal static class OwnLimit
{
    /// <summary>Throws where the error is this process's own limit.</summary>
    /// <exception cref="SyscallException">EMFILE or ENFILE: what is seen now would look as if processes had ended.</exception>
    public static void ThrowIfReached(Errno error)
    {
        if (error == Errno.EMFILE || error == Errno.ENFILE)
            throw SyscallFailure.Create("openat", "/proc", error);
    }
}
