using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    private static readonly Lazy<nint> s_handle = new(() => NativeLibrary.Load(Library, typeof(LibC).Assembly, searchPath: null));

    /// <summary>The address of a function of the C library; 0 where this one lacks it.</summary>
    public static nint Export(string function) => NativeLibrary.TryGetExport(s_handle.Value, function, out nint address) ? address : 0;

    /// <summary>Whether the C library is glibc, which lays some objects out as its headers say.</summary>
    public static bool IsGlibc { get; } = Export("gnu_get_libc_version") != 0;
}
