using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>pread(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint pread(SafeFileDescriptor descriptor, byte* buffer, nuint count, long offset);

    /// <summary>The same of a number that the caller owns (<see cref="RawDescriptor"/>).</summary>
    public static nint pread(int descriptor, byte* buffer, nuint count, long offset, out Errno error)
    {
        nint result = pread(descriptor, buffer, count, offset);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library)]
    private static partial nint pread(int descriptor, byte* buffer, nuint count, long offset);
}
