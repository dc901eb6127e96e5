using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>sem_post(3). It never blocks; where somebody waits it is a system call.</summary>
    public static int sem_post(nint semaphore, out Errno error)
    {
        int result = sem_post(semaphore);
        error = Errno.Of(result);
        return result;
    }

    // A wake-up takes less than a switch to another thread would: the collector may wait for it.
    [LibraryImport(Library)]
    [SuppressGCTransition]
    private static partial int sem_post(nint semaphore);
}
