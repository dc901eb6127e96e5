using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int SO_PASSCRED = 16;
    public const int SO_TIMESTAMP = 29;

    /// <summary>Kernel 6.5.</summary>
    public const int SO_PASSPIDFD = 76;

    /// <summary>Kernel 6.16.</summary>
    public const int SO_PASSRIGHTS = 83;

    /// <summary>setsockopt(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int setsockopt(SafeFileDescriptor socket, int level, int option, void* value, uint valueBytes);
}
