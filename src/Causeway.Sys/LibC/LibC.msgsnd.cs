using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>msgsnd(2). The message starts with its type, a long that the count leaves out. Never restarted after a signal.</summary>
    public static int msgsnd(int id, byte* message, nuint count, int flags, out Errno error)
    {
        int result = msgsnd(id, message, count, flags);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library)]
    private static partial int msgsnd(int id, byte* message, nuint count, int flags);
}
