using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>The address of a function of the C library; 0 where this one lacks it.</summary>
    public static nint Export(string function) => NativeLibrary.TryGetExport(Handle.Value, function, out nint address) ? address : 0;

    /// <summary>Whether the C library is glibc, which lays some objects out as its headers say.</summary>
    public static bool IsGlibc => Glibc.IsIt;

    // Each is found out when it is first asked for: most programs ask for neither.

    private static class Handle
    {
        public static readonly nint Value = NativeLibrary.Load(Library, typeof(LibC).Assembly, searchPath: null);
    }

    private static class Glibc
    {
        public static readonly bool IsIt = Export("gnu_get_libc_version") != 0;
    }
}
