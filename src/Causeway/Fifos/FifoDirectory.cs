using Causeway.Sys;

namespace Causeway;

/// <summary>The directory that a FIFO is in.</summary>
internal static class FifoDirectory
{
    /// <summary>Opens it, for looking up names alone.</summary>
    public static SafeFileDescriptor Open(string path, int flags, string operation, string display)
    {
        int descriptor = LibC.open(path, flags | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (descriptor >= 0)
            return new SafeFileDescriptor(descriptor);
        string? remedy = null;
        if (error == Errno.ENOENT && (flags & LibC.O_NOFOLLOW) == 0)
            remedy = "the directory that it is to be in does not exist";
        else if (error == Errno.ENOTDIR && (flags & LibC.O_NOFOLLOW) != 0)
            remedy = "a symbolic link is not followed here: open the directory that it leads to";
        throw SyscallFailure.Opening(operation, display, error, remedy);
    }
}
