using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>mq_send(3).</summary>
    public static int mq_send(DescriptorUse queue, byte* message, nuint length, uint priority, out Errno error)
    {
        // Without try: in such a region the compiler would not inline the call.
        queue.Enter();
        int result = mq_send(queue.Number, message, length, priority);
        error = Errno.Of(result);
        queue.Leave();
        return result;
    }

    [LibraryImport(Library)]
    private static partial int mq_send(int queue, byte* message, nuint length, uint priority);
}
