using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int F_OK = 0;
    public const int X_OK = 1;
    public const int W_OK = 2;

    /// <summary>access(2), by the real user and group.</summary>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int access(string path, int mode);
}
