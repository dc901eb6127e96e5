using Causeway.Sys;

namespace Causeway.Locks;

/// <summary>The exceptions of libc's pthread functions, which answer their error.</summary>
internal static class PthreadFailure
{
    /// <summary>Throws unless the call succeeded.</summary>
    public static void ThrowIf(int error, string operation, string name, string? remedy = null)
    {
        if (error != 0)
            throw SyscallFailure.Create(operation, name, new Errno(error), remedy);
    }

    /// <summary>The exception of a wait that failed.</summary>
    public static Exception OfWait(int error, string operation, string name)
    {
        Errno errno = new(error);
        return errno == Errno.ETIMEDOUT ? SyscallFailure.TimedOut(operation, name)
            : errno == Errno.EDEADLK ? SyscallFailure.Create(operation, name, errno, "this thread holds it already; unlock it first")
            : errno == Errno.EAGAIN ? SyscallFailure.Create(operation, name, errno, "it is held as often as libc can count")
            : SyscallFailure.Create(operation, name, errno);
    }
}
