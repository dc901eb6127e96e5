using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int F_GETFD = 1;
    public const int F_SETFD = 2;
    public const int F_GETFL = 3;
    public const int F_SETFL = 4;
    public const int F_DUPFD_CLOEXEC = 1030;
    public const int F_SETPIPE_SZ = 1031;
    public const int F_GETPIPE_SZ = 1032;
    public const int FD_CLOEXEC = 1;

    /// <summary>fcntl(2). Variadic in C: the one argument is passed like a fixed one on every supported architecture.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int fcntl(SafeFileDescriptor descriptor, int command, nint argument);

    /// <summary>The same for hot paths, of a number that the caller owns (<see cref="RawDescriptor"/>).</summary>
    public static int fcntl(int descriptor, int command, nint argument, out Errno error)
    {
        int result = fcntl_hot(descriptor, command, argument);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library, EntryPoint = "fcntl")]
    private static partial int fcntl_hot(int descriptor, int command, nint argument);
}
