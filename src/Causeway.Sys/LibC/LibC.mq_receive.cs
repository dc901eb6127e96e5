using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>mq_receive(3).</summary>
    public static nint mq_receive(DescriptorUse queue, byte* buffer, nuint length, uint* priority, out Errno error)
    {
        // Without try: in such a region the compiler would not inline the call.
        queue.Enter();
        nint result = mq_receive(queue.Number, buffer, length, priority);
        error = Errno.Of(result);
        queue.Leave();
        return result;
    }

    [LibraryImport(Library)]
    private static partial nint mq_receive(int queue, byte* buffer, nuint length, uint* priority);
}
