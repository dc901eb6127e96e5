using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int SO_TIMESTAMP = 29;

    /// <summary>setsockopt(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int setsockopt(SafeFileDescriptor socket, int level, int option, void* value, uint valueBytes);
}
