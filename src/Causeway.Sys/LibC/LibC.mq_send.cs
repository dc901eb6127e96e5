using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>mq_send(3).</summary>
    public static int mq_send(SafeFileDescriptor queue, byte* message, nuint length, uint priority, out Errno error)
    {
        // Without using: in a try region the compiler would not inline the call.
        HandleHold hold = new(queue);
        int result = mq_send((int)hold.Value, message, length, priority);
        error = Errno.Of(result);
        hold.Dispose();
        return result;
    }

    [LibraryImport(Library)]
    private static partial int mq_send(int queue, byte* message, nuint length, uint priority);
}
