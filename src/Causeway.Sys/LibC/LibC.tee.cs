using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>tee(2). Takes the flags of <see cref="splice"/>.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint tee(SafeFileDescriptor source, SafeFileDescriptor target, nuint count, uint flags);
}
