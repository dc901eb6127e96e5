using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>openat(2), with the flags of <see cref="open"/>. Variadic in C: the mode is passed like a fixed argument on every supported architecture.</summary>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int openat(SafeFileDescriptor directory, string path, int flags, uint mode);

    /// <summary>The same for hot paths, of a name that ends with a NUL, creating nothing.</summary>
    public static int openat(int directory, byte* path, int flags, out Errno error)
    {
        int result = openat_hot(directory, path, flags, 0);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library, EntryPoint = "openat")]
    private static partial int openat_hot(int directory, byte* path, int flags, uint mode);
}
