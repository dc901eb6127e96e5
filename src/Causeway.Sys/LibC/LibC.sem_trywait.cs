using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>sem_trywait(3). It neither blocks nor makes a system call.</summary>
    public static int sem_trywait(nint semaphore, out Errno error)
    {
        int result = sem_trywait(semaphore);
        error = Errno.Of(result);
        return result;
    }

    // It takes a few nanoseconds always, less than telling the garbage collector of it would.
    [LibraryImport(Library)]
    [SuppressGCTransition]
    private static partial int sem_trywait(nint semaphore);
}
