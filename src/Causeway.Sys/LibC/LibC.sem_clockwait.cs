using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>Whether the C library can wait on the monotonic clock: glibc 2.30 can, musl cannot.</summary>
    public static bool HasSemClockwait { get; } = Export("sem_clockwait") != 0;

    /// <summary>sem_clockwait(3), until an absolute time of a clock.</summary>
    public static int sem_clockwait(SafeHandle semaphore, int clock, timespec* until, out Errno error)
    {
        // Without using: in a try region the compiler would not inline the call.
        HandleHold hold = new(semaphore);
        int result = sem_clockwait(hold.Value, clock, until);
        error = Errno.Of(result);
        hold.Dispose();
        return result;
    }

    [LibraryImport(Library)]
    private static partial int sem_clockwait(nint semaphore, int clock, timespec* until);
}
