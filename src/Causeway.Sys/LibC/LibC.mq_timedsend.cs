using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>mq_timedsend(3), until an absolute time of CLOCK_REALTIME; at the time zero it waits not at all.</summary>
    public static int mq_timedsend(SafeFileDescriptor queue, byte* message, nuint length, uint priority, timespec* until, out Errno error)
    {
        // Without using: in a try region the compiler would not inline the call.
        HandleHold hold = new(queue);
        int result = mq_timedsend((int)hold.Value, message, length, priority, until);
        error = Errno.Of(result);
        hold.Dispose();
        return result;
    }

    [LibraryImport(Library)]
    private static partial int mq_timedsend(int queue, byte* message, nuint length, uint priority, timespec* until);
}
