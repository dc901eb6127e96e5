using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>vmsplice(2). Takes the flags of <see cref="splice"/>.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint vmsplice(SafeFileDescriptor pipe, iovec* pieces, nuint count, uint flags);
}
