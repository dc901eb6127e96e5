using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>sem_wait(3).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int sem_wait(nint semaphore);

    /// <summary>sem_trywait(3).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int sem_trywait(nint semaphore);

    /// <summary>Whether the C library can wait on the monotonic clock: glibc 2.30 can, musl cannot.</summary>
    public static bool HasSemClockwait { get; } = Export("sem_clockwait") != 0;

    /// <summary>sem_clockwait(3), until an absolute time of a clock.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int sem_clockwait(nint semaphore, int clock, timespec* until);
}
