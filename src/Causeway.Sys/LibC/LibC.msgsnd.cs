using System.Runtime.CompilerServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public static readonly PerArchitecture SYS_msgsnd = new(X64: 69, Arm64: 189);

    /// <summary>msgsnd(2), not by the C library's wrapper: that is a cancellation point, and no thread of .NET is cancelled. The message starts with its type, a long that the count leaves out. Never restarted after a signal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int msgsnd(int id, byte* message, nuint count, int flags, out Errno error)
    {
        nint result = syscall_hot(SYS_msgsnd, id, (nint)message, (nint)count, flags, 0, 0);
        error = Errno.Of(result);
        return (int)result;
    }
}
