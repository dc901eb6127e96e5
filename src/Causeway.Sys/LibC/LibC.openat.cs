using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>openat(2), with the flags of <see cref="open"/>. Variadic in C: the mode is passed like a fixed argument on every supported architecture.</summary>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int openat(SafeFileDescriptor directory, string path, int flags, uint mode);
}
