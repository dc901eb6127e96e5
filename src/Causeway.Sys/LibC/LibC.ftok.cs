using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>
    /// ftok(3). -1 is an error only if errno is set (the P/Invoke clears it before): every other number is a key, and
    /// so is -1 itself. glibc and musl compute the same.
    /// </summary>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ftok(string path, int id);
}
