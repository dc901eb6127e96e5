using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>listen(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int listen(SafeFileDescriptor socket, int backlog);
}
