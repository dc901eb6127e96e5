using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int SHUT_RD = 0;
    public const int SHUT_WR = 1;
    public const int SHUT_RDWR = 2;

    /// <summary>shutdown(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int shutdown(SafeFileDescriptor socket, int how);
}
