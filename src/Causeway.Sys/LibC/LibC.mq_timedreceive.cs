using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>mq_timedreceive(3), until an absolute time of CLOCK_REALTIME; at the time zero it waits not at all.</summary>
    public static nint mq_timedreceive(SafeFileDescriptor queue, byte* buffer, nuint length, uint* priority, timespec* until, out Errno error)
    {
        // Without using: in a try region the compiler would not inline the call.
        HandleHold hold = new(queue);
        nint result = mq_timedreceive((int)hold.Value, buffer, length, priority, until);
        error = Errno.Of(result);
        hold.Dispose();
        return result;
    }

    [LibraryImport(Library)]
    private static partial nint mq_timedreceive(int queue, byte* buffer, nuint length, uint* priority, timespec* until);
}
