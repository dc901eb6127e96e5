using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>msgsnd(2). The message starts with its type, a long that the count leaves out. Never restarted after a signal.</summary>
    /// <remarks>errno is kept where it is set, in a failure: clearing and keeping it around every call costs 20 ns of a send or receive.</remarks>
    public static int msgsnd(int id, byte* message, nuint count, int flags)
    {
        int result = msgsnd_unkept(id, message, count, flags);
        if (result < 0)
            Marshal.SetLastPInvokeError(Marshal.GetLastSystemError());
        return result;
    }

    [LibraryImport(Library, EntryPoint = "msgsnd")]
    private static partial int msgsnd_unkept(int id, byte* message, nuint count, int flags);
}
