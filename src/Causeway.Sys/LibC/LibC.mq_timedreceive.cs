using System.Runtime.CompilerServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public static readonly PerArchitecture SYS_mq_timedreceive = new(X64: 243, Arm64: 183);

    /// <summary>mq_timedreceive(2), until an absolute time of CLOCK_REALTIME; null: as long as it takes. At the time zero, or with O_NONBLOCK, it waits not at all.</summary>
    /// <remarks>Not by the C library's wrapper: that is a cancellation point, and no thread of .NET is cancelled.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint mq_timedreceive(DescriptorUse queue, byte* buffer, nuint length, uint* priority, timespec* until, out Errno error)
    {
        // Without try: in such a region the compiler would not inline the call.
        queue.Enter();
        nint result = syscall_hot(SYS_mq_timedreceive, queue.Number, (nint)buffer, (nint)length, (nint)priority, (nint)until, 0);
        error = Errno.Of(result);
        queue.Leave();
        return result;
    }
}
