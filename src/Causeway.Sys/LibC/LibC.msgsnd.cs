using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>msgsnd(2). The message starts with its type, a long that the count leaves out. Never restarted after a signal.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int msgsnd(int id, byte* message, nuint count, int flags);
}
