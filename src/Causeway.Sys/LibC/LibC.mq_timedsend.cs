using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>mq_timedsend(3), until an absolute time of CLOCK_REALTIME; at the time zero it waits not at all.</summary>
    public static int mq_timedsend(DescriptorUse queue, byte* message, nuint length, uint priority, timespec* until, out Errno error)
    {
        // Without try: in such a region the compiler would not inline the call.
        queue.Enter();
        int result = mq_timedsend(queue.Number, message, length, priority, until);
        error = Errno.Of(result);
        queue.Leave();
        return result;
    }

    [LibraryImport(Library)]
    private static partial int mq_timedsend(int queue, byte* message, nuint length, uint priority, timespec* until);
}
