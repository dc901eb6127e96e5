using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>mq_receive(3).</summary>
    public static nint mq_receive(SafeFileDescriptor queue, byte* buffer, nuint length, uint* priority, out Errno error)
    {
        // Without using: in a try region the compiler would not inline the call.
        HandleHold hold = new(queue);
        nint result = mq_receive((int)hold.Value, buffer, length, priority);
        error = Errno.Of(result);
        hold.Dispose();
        return result;
    }

    [LibraryImport(Library)]
    private static partial nint mq_receive(int queue, byte* buffer, nuint length, uint* priority);
}
