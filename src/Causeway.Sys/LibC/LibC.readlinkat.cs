using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>readlinkat(2) of a name that ends with a NUL. What is written does not; as many bytes as there is room for may be cut off.</summary>
    public static nint readlinkat(int directory, byte* path, byte* target, nuint bytes, out Errno error)
    {
        nint result = readlinkat(directory, path, target, bytes);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library)]
    private static partial nint readlinkat(int directory, byte* path, byte* target, nuint bytes);
}
