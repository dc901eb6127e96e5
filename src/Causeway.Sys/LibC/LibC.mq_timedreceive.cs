using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>mq_timedreceive(3), until an absolute time of CLOCK_REALTIME; at the time zero it waits not at all.</summary>
    public static nint mq_timedreceive(DescriptorUse queue, byte* buffer, nuint length, uint* priority, timespec* until, out Errno error)
    {
        // Without try: in such a region the compiler would not inline the call.
        queue.Enter();
        nint result = mq_timedreceive(queue.Number, buffer, length, priority, until);
        error = Errno.Of(result);
        queue.Leave();
        return result;
    }

    [LibraryImport(Library)]
    private static partial nint mq_timedreceive(int queue, byte* buffer, nuint length, uint* priority, timespec* until);
}
