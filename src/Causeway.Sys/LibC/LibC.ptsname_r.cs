using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>ptsname_r(3). Answers the error, in musl without setting errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int ptsname_r(SafeFileDescriptor master, byte* name, nuint length);
}
