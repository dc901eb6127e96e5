using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>grantpt(3). Nothing to do on a kernel with devpts, which gives the slave its owner and mode.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int grantpt(SafeFileDescriptor master);
}
