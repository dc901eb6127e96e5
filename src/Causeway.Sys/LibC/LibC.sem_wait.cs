using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>sem_wait(3).</summary>
    public static int sem_wait(SafeHandle semaphore, out Errno error)
    {
        // Without using: in a try region the compiler would not inline the call.
        HandleHold hold = new(semaphore);
        int result = sem_wait(hold.Value);
        error = Errno.Of(result);
        hold.Dispose();
        return result;
    }

    [LibraryImport(Library)]
    private static partial int sem_wait(nint semaphore);
}
