using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int LOCK_SH = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;
    public const int LOCK_UN = 8;

    /// <summary>flock(2). Takes no timeout.</summary>
    public static int flock(SafeHandle descriptor, int operation, out Errno error)
    {
        // Without using: in a try region the compiler would not inline the call.
        HandleHold hold = new(descriptor);
        int result = flock((int)hold.Value, operation);
        error = Errno.Of(result);
        hold.Dispose();
        return result;
    }

    [LibraryImport(Library)]
    private static partial int flock(int descriptor, int operation);
}
