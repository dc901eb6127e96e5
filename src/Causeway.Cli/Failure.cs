namespace Causeway.Cli;

/// <summary>Says what went wrong, and whether it is the machine that lacks something.</summary>
internal static class Failure
{
    private static readonly Errno[] s_lacking =
    [
        Errno.ENOSYS, Errno.EOPNOTSUPP, Errno.EPROTONOSUPPORT, Errno.ESOCKTNOSUPPORT, Errno.EAFNOSUPPORT, Errno.ENODEV, // not in this kernel
        Errno.EMFILE, Errno.ENFILE, Errno.ENOSPC, Errno.EDQUOT, Errno.ENOMEM, Errno.EAGAIN, // over a limit
        Errno.ENOENT, Errno.ENOTDIR, Errno.EROFS, Errno.EACCES, Errno.EPERM, // no shell, no /dev/shm, or not for this user
    ];

    /// <summary>Whether a station that could not be set up is one that this machine, or this user on it, does not have.</summary>
    public static bool MeansUnavailable(Exception exception) => exception switch
    {
        SyscallException failure => Array.IndexOf(s_lacking, failure.Errno) >= 0,
        UnauthorizedAccessException or PlatformNotSupportedException or DirectoryNotFoundException or FileNotFoundException => true,
        _ => false,
    };

    /// <summary>One line: the message, which has the remedy; the type too where it is not an error that the library explains.</summary>
    public static string Describe(Exception exception)
    {
        string message = exception.Message.ReplaceLineEndings(" ");
        return exception is IOException or UnauthorizedAccessException or PlatformNotSupportedException or TimeoutException
            ? message
            : $"{exception.GetType().Name}: {message}";
    }
}
