using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>What is longer than the buffer is cut off and lost.</summary>
    public const int MSG_NOERROR = 0x1000;

    /// <summary>The first message of any type but the one given.</summary>
    public const int MSG_EXCEPT = 0x2000;

    /// <summary>A copy of the message at the index that stands in the place of the type; it stays. Only with IPC_NOWAIT. musl has no name for it.</summary>
    public const int MSG_COPY = 0x4000;

    /// <summary>msgrcv(2). The message starts with its type, a long that the count leaves out. Never restarted after a signal.</summary>
    public static nint msgrcv(int id, byte* message, nuint count, nint type, int flags, out Errno error)
    {
        nint result = msgrcv(id, message, count, type, flags);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library)]
    private static partial nint msgrcv(int id, byte* message, nuint count, nint type, int flags);
}
