using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>socketpair(2). Fills two descriptors.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int socketpair(int family, int type, int protocol, int* descriptors);
}
