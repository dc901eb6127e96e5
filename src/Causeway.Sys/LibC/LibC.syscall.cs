using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>syscall(2): the way to calls that a supported C library does not wrap.</summary>
    /// <remarks>Variadic in C; with integer arguments alone both calling conventions pass them like fixed ones.</remarks>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint syscall(long number, nint a1 = 0, nint a2 = 0, nint a3 = 0, nint a4 = 0, nint a5 = 0, nint a6 = 0);

    /// <summary>The same, of a descriptor, which is held during the call; errno stays the call's own even if that releases it.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint syscall(long number, SafeFileDescriptor descriptor, nint a2 = 0, nint a3 = 0, nint a4 = 0, nint a5 = 0, nint a6 = 0);

    /// <summary>The same for hot paths, without SetLastError: <see cref="Errno.Of"/> in the statement after the call.</summary>
    [LibraryImport(Library, EntryPoint = "syscall")]
    private static partial nint syscall_hot(long number, nint a1, nint a2, nint a3, nint a4, nint a5, nint a6);
}
