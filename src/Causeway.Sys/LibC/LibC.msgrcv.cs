using System.Runtime.CompilerServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>What is longer than the buffer is cut off and lost.</summary>
    public const int MSG_NOERROR = 0x1000;

    /// <summary>The first message of any type but the one given.</summary>
    public const int MSG_EXCEPT = 0x2000;

    /// <summary>A copy of the message at the index that stands in the place of the type; it stays. Only with IPC_NOWAIT. musl has no name for it.</summary>
    public const int MSG_COPY = 0x4000;

    public static readonly PerArchitecture SYS_msgrcv = new(X64: 70, Arm64: 188);

    /// <summary>msgrcv(2), not by the C library's wrapper: that is a cancellation point, and no thread of .NET is cancelled. The message starts with its type, a long that the count leaves out. Never restarted after a signal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint msgrcv(int id, byte* message, nuint count, nint type, int flags, out Errno error)
    {
        nint result = syscall_hot(SYS_msgrcv, id, (nint)message, (nint)count, type, flags, 0);
        error = Errno.Of(result);
        return result;
    }
}
