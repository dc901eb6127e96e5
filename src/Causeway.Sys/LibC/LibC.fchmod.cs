using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>fchmod(2): the one way to permissions that the umask has no say in.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int fchmod(SafeFileDescriptor descriptor, uint mode);
}
