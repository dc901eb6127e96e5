using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>semtimedop(2). Answers EAGAIN, not ETIMEDOUT, when the time (a duration) has passed. Never restarted after a signal.</summary>
    public static int semtimedop(int id, sembuf* operations, nuint count, timespec* timeout, out Errno error)
    {
        int result = semtimedop(id, operations, count, timeout);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library)]
    private static partial int semtimedop(int id, sembuf* operations, nuint count, timespec* timeout);
}
